"""What is written in messages, and what a service sets for them."""

import hashlib
from functools import partial
from typing import Any

from django import forms
from django.db.models import Max

from cms.forms import ask
from community.messages.models import Message, MessageRules
from community.messages.writing import MessagePlace
from community.people.models import Person
from community.rooms.forms import Drafting, Quiet
from community.rooms.models import Draft

WHO_READS = "The team and a word list read what you write here. It is not an emergency service."


class MessageForm(Drafting):
    title = forms.CharField(label="What is it about?", help_text="A few words.", max_length=120)
    body = ask(
        forms.CharField(label="Your message", help_text=WHO_READS, max_length=20_000, widget=forms.Textarea),
        rows=6,
    )
    form_key = Quiet(max_length=60)

    def __init__(
        self, place: MessagePlace, by: Person, data: Any = None, *, draft: Draft | None = None, body: str = ""
    ) -> None:
        first: dict[str, Any] = {"body": body, "form_key": partial(_form_key, place, by), "draft": 0}
        if draft is not None:
            first |= {name: draft.fields.get(name, "") for name in ("title", "body")} | {
                "draft": draft.version
            }
        super().__init__(data, initial=first)
        self.place = place
        if not place.is_new:
            del self.fields["title"]

    def send_key(self) -> str | None:
        """The same form with the same words is sent once; other words are another message."""
        given = self.cleaned_data
        if not given["form_key"]:
            return None
        said = "\0".join((given["form_key"], given.get("title", ""), given["body"]))
        return hashlib.sha256(said.encode()).hexdigest()[:40]

    def take_up(self, sent: Any) -> None:
        """What was sent too late, and came back (`signing_in/keeper.py`)."""
        for name in ("title", "body"):
            if name in sent and name in self.fields:
                self.initial[name] = sent[name]


def _form_key(place: MessagePlace, by: Person) -> str:
    """The same for every page that somebody opens on the same state of the place; another once they have written."""
    if place.conversation is not None:
        return f"{place.name} {place.conversation.last_number}"
    newest = Message.objects.filter(author=by).aggregate(newest=Max("pk"))["newest"]
    return f"{place.name} {newest or 0}"


class RulesForm(forms.ModelForm):
    class Meta:
        model = MessageRules
        fields = ["answer_within_hours", "between_members", "templates"]
        help_texts = {
            "templates": "For each: its name on a line, the text below, and a line of three dashes before the next.",
        }
