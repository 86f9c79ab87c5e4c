"""Where something is being written, and what. Plain values: no writes."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.urls import reverse

from community.people.models import Person
from community.rooms.models import Picture, Post, Room, Thread


@dataclass(frozen=True)
class Place:
    """A new thread in a room, a reply in a thread, or a change of a post."""

    room: Room
    thread: Thread | None = None
    post: Post | None = None

    @property
    def name(self) -> str:
        if self.post is not None:
            return f"edit:{self.post.pk}"
        return f"reply:{self.thread.pk}" if self.thread is not None else f"new:{self.room.pk}"

    @property
    def is_new(self) -> bool:
        return self.thread is None

    @property
    def is_edit(self) -> bool:
        return self.post is not None

    @property
    def url(self) -> str:
        if self.thread is None:
            return reverse("thread_new", args=[self.room.slug])
        if self.post is None:
            return reverse("post_reply", args=[self.room.slug, self.thread.ref])
        return reverse("post_edit", args=[self.room.slug, self.thread.ref, self.post.number])

    def form_key(self, by: Person) -> str:
        """The same for every page that somebody opens on the same state of the place, in whichever tab; another as soon
        as they have sent something there. Who says the same again, in a form opened later, is heard again."""
        if self.thread is None:
            return f"{self.name} {_newest(by.threads)} {_newest(by.waiting.filter(room=self.room))}"
        known: dict[str, Any] = self.thread.__dict__
        held = known["held"] if "held" in known else _newest(by.waiting.filter(in_thread=self.thread))
        return f"{self.name} {self.thread.last_number} {held or 0}"


def _newest(rows: Any) -> int:
    found: int | None = rows.aggregate(newest=Max("pk"))["newest"]
    return found or 0


def place_of_post(post: Post) -> Place:
    return Place(post.room, post.in_thread, post)


def fingerprint(text: str) -> str:
    """Which words an edit began from."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Written:
    """What one form holds, after it was found valid."""

    body: str
    title: str = ""
    notes: str = ""
    reply_to: Post | None = None
    picture: Picture | None = None
    picture_words: str = ""
    form_key: str = ""
    draft: int = 0  # version of the draft this page knows of
    seen: str = ""  # fingerprint of the words that an edit began from
    fields: dict[str, str] = field(default_factory=dict)  # as they go into a draft

    @property
    def send_key(self) -> str | None:
        """The same form with the same words is sent once. Other words are another post, whatever page they came from:
        nobody's words are lost to a double click."""
        if not self.form_key:
            return None
        picture = self.picture.ref if self.picture else ""
        said = "\0".join((self.form_key, self.title, self.body, picture))
        return hashlib.sha256(said.encode()).hexdigest()[:40]
