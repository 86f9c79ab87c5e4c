"""What Django puts into an error report, whether mailed or shown: where it broke, and nothing that was typed."""

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class ShowNothingTyped(SafeExceptionReporterFilter):
    """Django would hide only what somebody remembered to mark. Here every variable and every field is hidden."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(getattr(request, "POST", {}), self.cleansed_substitute)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()
