"""Asking the care team who somebody is. Forms only validate; none keeps what was typed anywhere."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.forms import DayMonthYear, ask
from community.people.vault import nhs_number
from community.people.vault.details import Contact, Details, Field, How

OLDEST = 120


def _off(**more: str) -> dict[str, str]:
    """A browser on a shared computer must not offer these to the next person."""
    return {"autocomplete": "off", "spellcheck": "false", **more}


class ContactForm(forms.Form):
    how = ask(forms.ChoiceField(label="How may we contact them outside this site?", choices=How.choices,
                                widget=forms.RadioSelect, initial=How.NOTHING))  # fmt: skip
    contact_to = ask(
        forms.CharField(
            label="Address or number", required=False, max_length=200, widget=forms.TextInput(attrs=_off())
        )
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("how") not in (None, "", How.NOTHING) and not given.get("contact_to"):
            self.add_error("contact_to", "Fill in the address or number.")
        return given

    def contact(self) -> Contact:
        how = How(self.cleaned_data["how"])
        return Contact(how, self.cleaned_data["contact_to"] if how != How.NOTHING else "")


class ReachForm(ContactForm):
    """Members say it themselves, on the way in and later; it may be not at all."""

    def __init__(self, *args: Any, heading: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"] = ask(
            forms.ChoiceField(
                label="How may your care team contact you outside this site?", widget=forms.RadioSelect,
                choices=How.choices, initial=How.NOTHING,
                help_text="Only your care team sees this. Messages never say what this site is about.",
            ),
            heading=heading,
        )  # fmt: skip
        self.fields["contact_to"].label = "The address or number"
        self.fields["contact_to"].help_text = "Leave it empty if you chose not to be contacted."


class DetailsForm(ContactForm):
    """Everything about one person; `details()` when it is valid."""

    real_name = forms.CharField(
        label="Their real name", max_length=120, widget=forms.TextInput(attrs=_off(autocapitalize="words"))
    )
    nhs_number = ask(
        forms.CharField(
            label="NHS number",
            help_text="10 digits. Leave it empty if they are not a patient.",
            required=False,
            max_length=20,
            widget=forms.TextInput(attrs=_off(inputmode="numeric")),
        ),
        width=10,
    )
    date_of_birth = forms.DateField(
        label="Date of birth",
        help_text="For example, 27 3 1998.",
        required=False,
        widget=DayMonthYear(),
        error_messages={"invalid": "Enter a real date, for example 27 3 1998."},
    )
    field_order = ["real_name", "nhs_number", "date_of_birth", "how", "contact_to"]

    def clean_nhs_number(self) -> str:
        written: str = self.cleaned_data["nhs_number"].strip()
        return nhs_number.plain(written) if written else ""

    def clean_date_of_birth(self) -> date | None:
        day: date | None = self.cleaned_data["date_of_birth"]
        today = timezone.localdate()
        if (day and not today.year - OLDEST < day.year <= today.year) or (day and day > today):
            raise ValidationError("Enter a date of birth in the past.")
        return day

    def details(self) -> Details:
        given = self.cleaned_data
        return Details(given["real_name"], given["nhs_number"], given["date_of_birth"], self.contact())


class CorrectionForm(DetailsForm):
    """The same, of somebody who is here: only what is to change is filled in."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["real_name"].required = False
        self.fields["how"].required = False
        self.fields["how"].initial = ""
        self.fields["how"].choices = [("", "Leave as it is"), *How.choices]  # type: ignore[attr-defined]

    def details(self) -> Details:
        """Without a way to contact them, when that is left as it is."""
        given = self.cleaned_data
        contact = self.contact() if given["how"] else None
        return Details(given["real_name"], given["nhs_number"], given["date_of_birth"], contact)


class WhyForm(forms.Form):
    why = forms.CharField(
        label="Why do you need it?",
        help_text="The service manager reads this. Do not name anybody.",
        max_length=200,
        min_length=3,
        error_messages={"required": "Say why you need it: the service manager reads this."},
    )


class RevealForm(WhyForm):
    field_order = ["show", "why"]
    show = ask(
        forms.MultipleChoiceField(
            label="What do you need to see?", choices=Field.choices, widget=forms.CheckboxSelectMultiple
        )
    )
