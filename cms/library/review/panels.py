"""What an editor sees first: what waits for them, and what they answer for."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.gated import room_page_models
from cms.library.review.reminders import DAYS_BEFORE
from cms.library.review.turns import ReviewTurn, light


class WaitsForMe(Component):
    name = "waits_for_me"
    template_name = "library/cms/waits_for_me.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        person = parent_context["request"].user
        return {"turns": ReviewTurn.objects.for_whom(person)}


class DueForReview(Component):
    """What leaves the library in the next days, or has left it."""

    name = "due_for_review"
    template_name = "library/cms/due_for_review.html"
    order = 110

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        today = timezone.localdate()
        last = today + timedelta(days=max(DAYS_BEFORE))
        due = [
            page for model in room_page_models() for page in model.objects.live().filter(review_by__lte=last)
        ]
        due.sort(key=lambda page: (page.review_by, page.pk))
        return {"pages": [(page, light(page.review_by - timedelta(days=1), today)) for page in due]}
