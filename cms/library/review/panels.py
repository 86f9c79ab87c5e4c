"""What an editor sees first: what waits for them, and what they answer for."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from cms.library.review.turns import ReviewTurn


class WaitsForMe(Component):
    name = "waits_for_me"
    template_name = "library/cms/waits_for_me.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        person = parent_context["request"].user
        return {"turns": ReviewTurn.objects.for_whom(person)}
