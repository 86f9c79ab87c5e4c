"""Pictures of posts: kept when they arrive, shown with their post, gone with it."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from community.people.policies import require
from community.rooms import policies
from community.rooms.models import Picture, Post, Room
from community.rooms.pictures import Copied
from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance

# Brought along for a post that was never sent.
UNUSED_FOR = timedelta(days=2)


@transaction.atomic
def keep(*, copied: Copied, room: Room, by: Person, now: datetime | None = None) -> Picture:
    """A picture that was copied from what somebody uploaded. It opens to them alone until it is posted."""
    require(policies.can_add_picture(by, room), "There are no pictures in this room.")
    picture = Picture(
        by=by, room=room, width=copied.width, height=copied.height, added_at=now or timezone.now()
    )
    picture.file.save(f"picture{copied.suffix}", ContentFile(copied.data), save=False)
    picture.save()
    return picture


def attach(picture: Picture, *, post: Post) -> None:
    """Called by actions, which hold the policy. A picture stands in one post only."""
    taken = Picture.objects.filter(pk=picture.pk, by=post.author, room=post.room, post=None)
    require(
        taken.update(post=post, waiting=None, words=picture.words) == 1,
        "That picture stands in another post.",
    )
    picture.post, post.picture = post, picture


def of(post: Post) -> Picture | None:
    """Rooms without pictures are not asked."""
    return Picture.objects.filter(post=post).first() if post.room.pictures or "<figure" in post.html else None


def say(picture: Picture, *, by: Person, now: datetime) -> Utterance:
    """Its words are a text like any other, and are judged."""
    return utterances.record(
        kind=Kind.PICTURE, source_id=picture.pk, text=picture.words, by=by, room=picture.room, now=now
    )


@transaction.atomic
def erase(*, picture: Picture) -> None:
    """The row and the file, for good. Called where a post is erased, and for what was never posted."""
    storage, name = picture.file.storage, str(picture.file)
    picture.delete()
    transaction.on_commit(lambda: storage.delete(name))


def forget_unused(*, now: datetime | None = None) -> int:
    """Pictures that were never posted; returns how many."""
    old = Picture.objects.unused().filter(added_at__lt=(now or timezone.now()) - UNUSED_FOR)
    gone = list(old)
    for picture in gone:
        erase(picture=picture)
    return len(gone)
