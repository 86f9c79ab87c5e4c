"""What is written in a living room, and what its hosts set."""

import hashlib
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cms.forms import ask, day_and_time
from community.living_room.models import LivingRoom
from community.living_room.models.lines import LONGEST_LINE
from community.people.models import new_ref
from community.rooms import notes
from community.rooms.composing import fingerprint
from community.rooms.forms import Quiet

WHO_READS = "The team and a word list read what you write here. It is not an emergency service."

NOT_URGENT = "It is not an emergency service."


class LineForm(forms.Form):
    text = ask(
        forms.CharField(
            label="Say something", help_text=WHO_READS, max_length=LONGEST_LINE, widget=forms.Textarea
        ),
        rows=2,
    )
    note = forms.ChoiceField(label="Content note", required=False, choices=[])
    key = Quiet(max_length=40)
    as_it_is = Quiet(max_length=40)

    def __init__(self, living_room: LivingRoom, data: Any = None) -> None:
        super().__init__(data, initial={"key": new_ref()})
        known = [(one.name, one.name) for one in notes.notes_of(living_room.service_id)]
        self.fields["note"].choices = [("", "No note"), *known]  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        """A page without one is sent once."""
        return self.cleaned_data["key"] or new_ref()

    def clean_as_it_is(self) -> bool:
        """Asked about these very words, and sent again."""
        return bool(self.cleaned_data["as_it_is"]) and self.cleaned_data["as_it_is"] == self.words_seen()

    def words_seen(self) -> str:
        return fingerprint(self.cleaned_data.get("text", ""))

    def asked_about_numbers(self) -> None:
        """The next send of the same words is not asked again."""
        self.data = {**{name: self.data[name] for name in self.data}, "as_it_is": self.words_seen()}


class AfterForm(forms.Form):
    """From which line and which change on. Whatever else it says is the beginning."""

    since = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False)
    change = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False)
    upto = forms.IntegerField(min_value=1, max_value=2_000_000_000, required=False)

    def number(self, name: str) -> int | None:
        self.full_clean()
        return self.cleaned_data.get(name)


SECONDS = {"": "Off", "10": "10 seconds", "30": "30 seconds", "60": "1 minute", "120": "2 minutes"}
MINUTES = {"15": "15 minutes", "60": "1 hour", "240": "4 hours", "1440": "1 day"}
LONGEST_SESSION = timedelta(hours=12)


class SlowForm(forms.Form):
    seconds = forms.ChoiceField(
        label="Slow mode", required=False, choices=list(SECONDS.items()),
        help_text="The time between two lines of one member. Nobody who is in danger has to wait.",
    )  # fmt: skip

    def chosen(self) -> int | None:
        return int(self.cleaned_data["seconds"]) if self.cleaned_data["seconds"] else None


class SendOutForm(forms.Form):
    minutes = forms.ChoiceField(label="For how long?", choices=list(MINUTES.items()), initial="60")
    sentence = ask(
        forms.CharField(
            label="Why?", max_length=300, widget=forms.Textarea,
            help_text="They read this. Say what they can do next time, and where they can go now.",
        ),
        rows=3,
    )  # fmt: skip


class SessionForm(forms.Form):
    topic = forms.CharField(label="What is it about?", max_length=120)
    note = forms.CharField(label="Content note", max_length=60, required=False)
    starts_at = day_and_time("When does it start?", example="2027-03-27 19:00", show=True)
    ends_at = day_and_time("When does it end?", example="2027-03-27 20:00")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and starts < timezone.now():
            self.add_error("starts_at", "Choose a time from now on.")
        if starts and ends and not starts < ends <= starts + LONGEST_SESSION:
            self.add_error("ends_at", "It ends after it starts, and within 12 hours.")
        return given


class QuietWordForm(forms.Form):
    body = ask(
        forms.CharField(
            label="What would you like to say?", max_length=4_000, widget=forms.Textarea,
            help_text=f"Only the team of the service reads this, and a word list. {NOT_URGENT}",
        ),
        rows=4,
    )  # fmt: skip
    key = Quiet(max_length=40)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": new_ref()})

    def send_key(self) -> str:
        """A page without one is sent once, as lines are: the same words of another day are not lost."""
        given = self.cleaned_data | {"key": self.cleaned_data["key"] or new_ref()}
        return hashlib.sha256(f"{given['key']}\0{given['body']}".encode()).hexdigest()[:40]
