from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cms.forms import DayMonthYear, ask, day_and_time
from community.helping.models import Mood, Session

YES_NO = [("yes", "Yes"), ("no", "No")]
LONGEST = timedelta(hours=12)


class CheckForm(forms.Form):
    """Three questions, no text: nobody reads the answers."""

    mood = ask(
        forms.ChoiceField(label="How are you at the moment?", choices=Mood.choices, widget=forms.RadioSelect)
    )
    rested = ask(
        forms.ChoiceField(label="Are you getting enough rest?", choices=YES_NO, widget=forms.RadioSelect)
    )
    weighs = ask(
        forms.ChoiceField(
            label="Does what you read here stay with you more than you would like?", choices=YES_NO,
            widget=forms.RadioSelect,
        )
    )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "mood": Mood(given["mood"]), "rested": given["rested"] == "yes", "weighs_on_me": given["weighs"] == "yes",
        }  # fmt: skip


class BreakForm(forms.Form):
    last_day = forms.DateField(
        label="Until when?", required=False, widget=DayMonthYear(),
        help_text="For example, 27 3 2027. Leave it empty to rest until you say that you are back.",
        error_messages={"invalid": "Enter a real date, for example 27 3 2027."},
    )  # fmt: skip

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("Choose a day from today on.")
        if day and day > timezone.localdate() + timedelta(days=730):
            raise forms.ValidationError("Choose a day within two years, or leave it empty.")
        return day


class SessionForm(forms.ModelForm):
    starts_at = day_and_time("When does it start?", example="2027-03-27 19:00", show=True)
    ends_at = day_and_time("When does it end?", example="2027-03-27 20:00")
    places = ask(forms.IntegerField(label="How many helpers?", min_value=1, max_value=20, initial=2), width=3)

    class Meta:
        model = Session
        fields = ["what", "starts_at", "ends_at", "places"]
        labels = {"what": "What is it?"}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and starts < timezone.now():
            self.add_error("starts_at", "Choose a time from now on.")
        if starts and ends and not starts < ends <= starts + LONGEST:
            self.add_error("ends_at", "It ends after it starts, and within 12 hours.")
        return given
