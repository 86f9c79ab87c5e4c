from typing import Any

from django import forms
from django.utils import timezone

from cms.forms import day_and_time


class OutageForm(forms.Form):
    why = forms.CharField(label="What is wrong?", max_length=200, min_length=3)
    starts_at = day_and_time("Since when?", example="2027-03-27 17:00", show=True)
    ends_at = day_and_time(
        "Until when?", example="2027-03-27 19:00", required=False, help_text="Leave it empty while it lasts."
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and starts > timezone.now():
            self.add_error("starts_at", "Choose a time that has come.")
        if ends and ends > timezone.now():
            self.add_error("ends_at", "Choose a time that has come, or leave it empty.")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "It ends after it starts.")
        return given
