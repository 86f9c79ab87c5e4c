"""What is asked when keys are issued and withdrawn. Forms only validate."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from cms.forms import DayMonthYear, ask
from community.people.keys.apart import in_words, pairs_apart, rooms_of
from community.people.models import Person, Service
from community.people.models.keys import REFERENCE
from community.people.policies import roles_to_appoint
from community.people.roles import CARDS, MEMBER_ROLES, Role
from community.people.vault.details import How
from community.people.vault.forms import CorrectionForm

EXPIRIES = {"1": "1 day", "3": "3 days", "7": "1 week", "14": "2 weeks", "30": "30 days"}
BY_LETTER = "14"


def expiry() -> forms.ChoiceField:
    field = forms.ChoiceField(
        label="How long can they take to use it?",
        choices=EXPIRIES.items(),
        initial=BY_LETTER,
        widget=forms.RadioSelect,
    )
    return ask(field, small=True, inline=True)


def last_day() -> forms.DateField:
    years = range(timezone.localdate().year, timezone.localdate().year + 6)
    return forms.DateField(
        label="What is the last day their rooms stay open?", required=False, widget=DayMonthYear(years=years),
        help_text="Leave it empty if there is no end yet.",
        error_messages={"invalid": "Write a real date, such as 31 3 2027."},
    )  # fmt: skip


def check_last_day(day: date | None) -> date | None:
    if day is not None and day < timezone.localdate():
        raise forms.ValidationError("The last day is over already. Choose today or later, or leave it empty.")
    return day


class NeedsReasonForRoomsApart(forms.Form):
    """Warns of rooms that are never together, and then asks why this person needs both."""

    service: Service
    held: frozenset[int] = frozenset()  # rooms they hold already, by other keys

    def ask_about_rooms_apart(self) -> None:
        """The question is there from the moment that such rooms were chosen."""
        given = self.data.getlist("rooms") if isinstance(self.data, QueryDict) else []
        chosen = [value for value in given if value.isdecimal() and len(value) < 10]
        self.pairs = pairs_apart(rooms_of(self.service, map(int, chosen[:200])), self.held)
        if self.pairs:
            self.fields["apart_why"] = forms.CharField(
                label="Why does this person need both?", max_length=200,
                help_text=f"{in_words(self.pairs)}. What is said in one can harm somebody of the other.",
                error_messages={"required": f"{in_words(self.pairs)}. Say why this person needs both, or choose one."},
            )  # fmt: skip


class KeyForm(NeedsReasonForRoomsApart):
    role = ask(forms.ChoiceField(label="Who is it for?", widget=forms.RadioSelect))
    rooms = ask(
        forms.MultipleChoiceField(label="Which rooms does it open?", widget=forms.CheckboxSelectMultiple)
    )
    expires_in = expiry()
    reference = ask(
        forms.CharField(
            label="Your own number for it", required=False, max_length=20, validators=[REFERENCE],
            help_text="It is printed on the slip and stands in the list of keys. Never a name.",
        ),
        width=10,
    )  # fmt: skip

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        roles = [role for role in Role if role in MEMBER_ROLES]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["rooms"].choices = [(room.pk, room.name) for room in service.rooms.all()]  # type: ignore[attr-defined]
        self.fields["opens_until"] = last_day()
        self.order_fields(["role", "rooms", "opens_until", "expires_in", "reference"])
        self.ask_about_rooms_apart()

    def clean_opens_until(self) -> date | None:
        return check_last_day(self.cleaned_data["opens_until"])

    def clean_expires_in(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["expires_in"]))


class WhoForm(CorrectionForm):
    """Who the key is for, as far as the clinician knows and wants to keep: straight into the vault. Nothing said
    about a contact is nothing kept: only they themselves can say that they want none."""

    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Not known yet"), *How.choices]
        self.fields["how"].choices = choices  # type: ignore[attr-defined]
        self.fields["how"].help_text = "They are asked themselves when they join."


class InviteForm(forms.Form):
    """A key for somebody who will work here."""

    role = ask(forms.ChoiceField(label="As what will they work here?", widget=forms.RadioSelect))
    expires_in = expiry()

    def __init__(self, *args: Any, service: Service, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = roles_to_appoint(by, service)
        roles = [role for role in Role if role in allowed]
        field = self.fields["role"] = ask(
            forms.ChoiceField(
                label="As what will they work here?", widget=forms.RadioSelect,
                choices=[(role.value, role.label) for role in roles],
            ),
            hints={role.value: CARDS[role].sentence for role in roles},
        )  # fmt: skip
        field.widget.choices = field.choices

    def clean_expires_in(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["expires_in"]))


class BatchForm(forms.Form):
    """Whether the lines are right is asked of the file's reader: `batch_file.read`."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    lines = forms.FileField(
        label="The file", help_text="A spreadsheet saved as CSV, with a line for each person. At most 500 lines.",
        error_messages={"empty": "The file is empty. Choose one with a line for each person."},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )  # fmt: skip
    expires_in = expiry()

    def clean_expires_in(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["expires_in"]))


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label="Why?", max_length=200, help_text="Colleagues who see the list of keys read this. No names."
    )
