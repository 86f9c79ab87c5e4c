import re
from typing import Any

from django import forms
from django.utils import timezone

from cms.forms import ask, day_and_time
from community.people.models import Appointment, Person, Service
from community.people.roles import Permission, roles_with
from risk_jobs.on_call.models import Line


class DutyForm(forms.Form):
    person = forms.ModelChoiceField(label="Who?", queryset=Person.objects.none(), to_field_name="ref")
    line = forms.TypedChoiceField(label="Which call?", choices=Line.choices, coerce=int)
    starts_at = day_and_time("From when?", example="2027-03-27 17:00", show=True)
    ends_at = day_and_time("Until when?", example="2027-03-28 09:00")

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = roles_with(Permission.USE_DESK) | roles_with(Permission.MANAGE_SERVICE)
        held = Appointment.objects.in_force().filter(service=service, role__in=wanted)
        people = Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("handle")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean_ends_at(self) -> Any:
        ends_at = self.cleaned_data["ends_at"]
        if ends_at <= timezone.now():
            raise forms.ValidationError("Choose a time that is still to come.")
        return ends_at


class ReachForm(forms.Form):
    mark_optional = False

    mail = forms.EmailField(
        label="Work e-mail", required=False,
        help_text="It is told only that something waits. No name, no words of anybody.",
        error_messages={"invalid": "Write an e-mail address, for example name@example.nhs.uk."},
    )  # fmt: skip
    mobile = ask(
        forms.CharField(label="Mobile number", required=False, max_length=20, help_text="For example, 07700 900123."),
        width=20,
    )  # fmt: skip

    def clean_mobile(self) -> str:
        """As gateways want it: +44…"""
        digits = re.sub(r"[\s().-]", "", self.cleaned_data["mobile"])
        if digits and not re.fullmatch(r"(\+|00)?\d{8,15}", digits):
            raise forms.ValidationError("Write a phone number in digits, for example 07700 900123.")
        if digits.startswith("00"):
            return "+" + digits[2:]
        return "+44" + digits[1:] if digits.startswith("0") else digits
