from typing import Any

from django import forms
from django.utils import timezone


class OutageForm(forms.Form):
    why = forms.CharField(label="What is wrong?", max_length=200, min_length=3)
    starts_at = forms.DateTimeField(
        label="Since when?", help_text="For example, 2027-03-27 17:00.",
        error_messages={"invalid": "Write the day and the time, for example 2027-03-27 17:00."},
    )  # fmt: skip
    ends_at = forms.DateTimeField(
        label="Until when?", required=False, help_text="Leave it empty while it lasts.",
        error_messages={"invalid": "Write the day and the time, for example 2027-03-27 19:00."},
    )  # fmt: skip

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
