"""Changing and taking away what one said oneself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from community.rooms import guard, policies
from community.rooms.actions import pictures
from community.rooms.actions.locking import locked_post
from community.rooms.actions.removal import remove
from community.rooms.composing import fingerprint
from community.rooms.markup import to_html
from community.rooms.models import Post, PostState, Thread
from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance

# A slip of the finger may be mended unmarked; after this, those who have answered are told that it changed.
UNMARKED = timedelta(minutes=15)


@dataclass
class EditedMeanwhile(Exception):
    """The post no longer says what this edit began from."""

    now_says: str


@transaction.atomic
def edit(
    *,
    post: Post,
    body: str,
    by: Person,
    notes: str | None = None,
    seen: str = "",
    now: datetime | None = None,
) -> Utterance | None:
    """Change one's own post. What it said before stays in the record; None when nothing was said anew.

    `seen`: fingerprint of the words the edit began from; raises EditedMeanwhile when the post says others by now.
    `notes` None: as they are. Raises NeedsAModerator or NumbersNotHere by the rule of the room."""
    post = locked_post(post)
    policies.require_own(by, post)
    if seen and seen != fingerprint(post.comment) and body != post.comment:
        raise EditedMeanwhile(post.comment)
    if notes is not None and notes != post.notes:
        _note(post, notes)
    if post.comment == body:
        return None
    guard.require_free_of_numbers(post.room, body)
    guard.require_not_held(by, post.room, post.in_thread)
    return rewrite(post, body, by=by, now=now or timezone.now())


def rewrite(post: Post, body: str, *, by: Person, now: datetime, record: bool = True) -> Utterance | None:
    """Called by actions, which hold the policy."""
    if now - post.said_at > UNMARKED:
        post.edited_at = now
    post.comment, post.html = body, to_html(body, pictures.of(post))
    post.save(update_fields=["comment", "html", "edited_at"])
    if not record:
        return None
    return utterances.record_again(
        kind=Kind.POST, source_id=post.pk, text=body, by=by, room=post.room, now=now
    )


def _note(post: Post, notes: str) -> None:
    post.notes = notes
    post.save(update_fields=["notes"])
    if post.number == 1:
        Thread.objects.filter(pk=post.in_thread_id).update(notes=notes)


@transaction.atomic
def delete(*, post: Post, by: Person) -> Post:
    """Take away one's own post. Its number, and its text in the clinical record, stay."""
    post = locked_post(post)
    policies.require_may_delete(by, post)
    return remove(post, PostState.DELETED)
