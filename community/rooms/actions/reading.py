"""What readers keep of a thread: how far they are, what they want to find again, and a word without writing one.

A press says what shall be, not "the other way round": pressed twice, it is still so."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from community.people.policies import require
from community.rooms import policies, telling
from community.rooms.models import Bookmark, Feeling, Post, Reaction, ReadMarker, Thread


def mark_read(*, thread: Thread, number: int, by: Person, now: datetime | None = None) -> None:
    """Remember how far somebody has read; never backwards. One statement, or two for who is new in the thread."""
    now = now or timezone.now()
    markers = ReadMarker.objects.filter(person=by, in_thread=thread)
    if markers.filter(number__lt=number).update(number=number, read_at=now):
        return
    fresh = ReadMarker(person=by, in_thread=thread, number=number, read_at=now)
    ReadMarker.objects.bulk_create([fresh], ignore_conflicts=True)


@transaction.atomic
def bookmark(*, post: Post, by: Person) -> None:
    """Keep a post to find it again. Nobody else learns of it."""
    require(policies.can_bookmark(by, post), "This post was removed, so it cannot be kept.")
    Bookmark.objects.bulk_create([Bookmark(person=by, post=post)], ignore_conflicts=True)


@transaction.atomic
def let_go(*, thread: Thread, number: int, by: Person) -> None:
    """Keep it no longer; also one that was removed meanwhile, of which only its place is known."""
    Bookmark.objects.filter(person=by, post__in_thread=thread, post__number=number).delete()


@transaction.atomic
def react(*, post: Post, feeling: Feeling, by: Person, feel: bool = True) -> None:
    """Say one of the feelings to a post of somebody else, or take it back."""
    if not feel:
        Reaction.objects.filter(person=by, post=post, feeling=feeling).delete()
        return
    require(policies.can_react(by, post), "You can react to posts of others that still stand.")
    Reaction.objects.bulk_create([Reaction(person=by, post=post, feeling=feeling)], ignore_conflicts=True)
    telling.tell_of_reaction(post, by=by)
