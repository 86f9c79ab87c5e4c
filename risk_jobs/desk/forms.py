"""What is asked at the desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms

from cms.forms import ask
from community.people.models import Person, Service
from community.rooms.models import Room
from risk_jobs.desk.actions import EscalateTo
from risk_jobs.desk.models import Source
from risk_jobs.desk.queue import HISTORIC, Wanted
from risk_jobs.desk.states import Outcome, State

SOURCES = [("", "Any"), *Source.choices]
PRIORITIES = [("", "Any"), ("1", "Now"), ("2", "Today"), ("3", "Routine")]


class QueueForm(forms.Form):
    """Which cases. Nothing that a member has written goes into the address."""

    mark_optional = False

    state = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    service = forms.ChoiceField(label="Service", required=False)
    room = forms.ChoiceField(label="Room", required=False)
    priority = forms.TypedChoiceField(
        label="Priority", choices=PRIORITIES, required=False, coerce=int, empty_value=None
    )
    source = forms.ChoiceField(label="Why it is here", choices=SOURCES, required=False)
    mine = forms.BooleanField(label="Only what I hold, or what was handed to me", required=False)

    def __init__(
        self, data: Mapping[str, Any], *, rooms: Sequence[Room], services: Sequence[Service]
    ) -> None:
        super().__init__(data)
        choices: dict[str, Sequence[tuple[str, str]]] = {
            "state": [("", ""), (HISTORIC, "Historic"), *State.choices],
            "service": [("", "All"), *((one.slug, one.name) for one in services)],
            "room": [("", "All"), *((one.slug, one.name) for one in rooms)],
        }
        for name, known in choices.items():
            self.fields[name].choices = known  # type: ignore[attr-defined]
        if len(services) < 2:
            del self.fields["service"]

    def wanted(self, by: Person) -> Wanted:
        """Whatever does not exist narrows nothing, and its field says so."""
        self.is_valid()
        given = self.cleaned_data
        names = ("state", "service", "room", "priority", "source")
        chosen = {name: given[name] for name in names if given.get(name)}
        return Wanted(**chosen, held_by=by if given.get("mine") else None)


class NoteForm(forms.Form):
    text = ask(forms.CharField(label="Note", max_length=4_000, widget=forms.Textarea), rows=3, count=False)


class OfACase(forms.Form):
    """Knows which version of the case its page showed."""

    typed: tuple[str, ...] = ()

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def words(self) -> str:
        """What somebody has typed into it, so that it is kept whatever becomes of the case."""
        typed = [str(self.data.get(name, "")).strip() for name in self.typed]
        return "\n\n".join(one for one in typed if one)

    def seen_now(self, version: int) -> None:
        """The page that shows it again shows the newer case: pressed again, it is meant."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "version": version}


class CloseForm(OfACase):
    outcome = ask(
        forms.ChoiceField(label="What came of it?", choices=Outcome.choices, widget=forms.RadioSelect),
        small=True,
    )


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAITS = {"1h": HOUR, "4h": 4 * HOUR, "1d": DAY, "3d": 3 * DAY, "7d": 7 * DAY, "14d": 14 * DAY}
WAITS_IN_WORDS = [("1h", "One hour"), ("4h", "Four hours"), ("1d", "One day"), ("3d", "Three days"),
                  ("7d", "A week"), ("14d", "Two weeks")]  # fmt: skip


class WaitForm(OfACase):
    typed = ("reason",)

    until = forms.ChoiceField(label="For how long?", choices=WAITS_IN_WORDS)
    reason = forms.CharField(label="What do you wait for?", help_text="“I left a voicemail.”", max_length=200)

    def moment(self, now: datetime) -> datetime:
        """A moment too early, so that a wait of one day is no longer than one day."""
        return now + WAITS[self.cleaned_data["until"]] - timedelta(seconds=1)


class HandOverForm(OfACase):
    typed = ("note",)

    to = forms.ChoiceField(label="To whom?")
    note = ask(
        forms.CharField(label="What should they know?", max_length=2_000, widget=forms.Textarea),
        rows=3,
        count=False,
    )

    def __init__(self, *args: Any, colleagues: Sequence[Person], **how: Any) -> None:
        super().__init__(*args, **how)
        self.colleagues = {one.ref: one for one in colleagues}
        choices = [("", "Choose a colleague"), *((ref, one.handle) for ref, one in self.colleagues.items())]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Person:
        return self.colleagues[self.cleaned_data["to"]]


class ContactForm(OfACase):
    typed = ("subject", "body")

    subject = forms.CharField(label="What is it about?", max_length=120)
    body = ask(
        forms.CharField(label="Your message", max_length=20_000, widget=forms.Textarea,
                        help_text="They read it under Messages, and it says that the team wrote it."), rows=6,
    )  # fmt: skip


class EscalateForm(OfACase):
    typed = ("why",)

    to = forms.ChoiceField(label="Whom do you need?", choices=EscalateTo.choices, widget=forms.RadioSelect)
    why = ask(
        forms.CharField(label="Why?", max_length=300, widget=forms.Textarea,
                        help_text="For the timeline. The call itself says nothing of it."), rows=2, count=False,
    )  # fmt: skip
