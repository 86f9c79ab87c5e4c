"""What the rooms hold of somebody."""

from collections.abc import Iterable
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.people.models import Person
from community.people.yours.holdings import Holding
from community.rooms.models import (
    Bookmark,
    Draft,
    Picture,
    Post,
    PostState,
    Profile,
    Reaction,
    ReadMarker,
    Story,
    StoryState,
    Thread,
    Waiting,
)


def posts(person: Person) -> Iterable[dict[str, Any]]:
    """Where they stand; the words are with each version. A thread of somebody else is named by its sign: its title is
    not theirs."""
    rows = Post.objects.filter(author=person).select_related("in_thread", "room").order_by("pk")
    for post in rows.iterator(500):
        own = post.in_thread.author_id == person.pk
        yield {
            "room": post.room.name, "thread": post.in_thread.title if own else post.in_thread.ref,
            "number": post.number, "in reply to number": post.reply_to_number, "said": post.said_at,
            "edited": post.edited_at, "state": post.get_state_display(),
        }  # fmt: skip


def stories(person: Person) -> Iterable[dict[str, Any]]:
    for story in Story.objects.filter(author=person).select_related("room").order_by("pk"):
        yield {
            "room": story.room.name, "title": story.title, "text": story.body, "said": story.said_at,
            "state": story.get_state_display(),
        }  # fmt: skip


def profile(person: Person) -> Iterable[dict[str, Any]]:
    for one in Profile.objects.filter(person=person):
        yield {"about": one.about, "said": one.said_at}


def reactions(person: Person) -> Iterable[dict[str, Any]]:
    for one in Reaction.objects.filter(person=person).select_related("post__in_thread").order_by("pk"):
        yield {
            "feeling": one.get_feeling_display(), "thread": one.post.in_thread.ref, "number": one.post.number, "at": one.at,
        }  # fmt: skip


def bookmarks(person: Person) -> Iterable[dict[str, Any]]:
    for one in Bookmark.objects.filter(person=person).select_related("post__in_thread").order_by("pk"):
        yield {"thread": one.post.in_thread.ref, "number": one.post.number}


def read_markers(person: Person) -> Iterable[dict[str, Any]]:
    for one in ReadMarker.objects.filter(person=person).select_related("in_thread").order_by("pk"):
        yield {"thread": one.in_thread.ref, "read up to number": one.number, "at": one.read_at}


def show_as_left(person: Person) -> None:
    """The package keeps a name beside each post."""
    Post.objects.filter(author=person).update(user_name=person.handle)


def hide_posts(person: Person) -> None:
    theirs = Post.objects.filter(author=person)
    Thread.objects.filter(Q(author=person) | Q(posts__in=theirs.filter(number=1))).update(title_gone=True)
    theirs.filter(state=PostState.PUBLISHED).update(state=PostState.DELETED, is_removed=True, is_public=False)


def erase_posts(person: Person) -> None:
    """Numbers and places stay, so that what others wrote still stands where it stood."""
    Post.objects.filter(author=person).update(
        comment="", html="", notes="", user_name="", user_email="", user_url="", ip_address=None
    )
    Thread.objects.filter(author=person).update(title="")


def hide_stories(person: Person) -> None:
    Story.objects.filter(author=person).update(state=StoryState.REMOVED)


def erase_stories(person: Person) -> None:
    Story.objects.filter(author=person).update(title="", body="", html="", returned_why="")


def drafts(person: Person) -> Iterable[dict[str, Any]]:
    for draft in Draft.objects.filter(person=person).select_related("room").order_by("pk"):
        yield {"room": draft.room.name if draft.room else "", "saved": draft.saved_at, **draft.fields}


def waiting(person: Person) -> Iterable[dict[str, Any]]:
    for one in Waiting.objects.filter(author=person).select_related("room").order_by("pk"):
        yield {
            "room": one.room.name, "title": one.title, "text": one.body, "notes": one.notes, "sent": one.sent_at,
            "state": one.get_state_display(),
        }  # fmt: skip


def hide_waiting(person: Person) -> None:
    Waiting.objects.filter(author=person, state=Waiting.State.WAITING).update(
        state=Waiting.State.TAKEN_BACK, decided_at=timezone.now()
    )


def erase_waiting(person: Person) -> None:
    Waiting.objects.filter(author=person).update(title="", body="", notes="")


def pictures(person: Person) -> Iterable[dict[str, Any]]:
    for picture in Picture.objects.filter(by=person).select_related("room").order_by("pk"):
        yield {
            "room": picture.room.name,
            "what is in it": picture.words,
            "added": picture.added_at,
            "file": picture.ref,
        }


def picture_files(person: Person) -> Iterable[tuple[str, bytes]]:
    for picture in Picture.objects.filter(by=person).order_by("pk"):
        with picture.file.open() as file:
            yield f"{picture.ref}{PurePosixPath(str(picture.file)).suffix}", file.read()


def erase_pictures(person: Person) -> None:
    """The file goes when the rows have gone for good."""
    for picture in Picture.objects.filter(by=person):
        transaction.on_commit(partial(picture.file.storage.delete, str(picture.file)))
        picture.delete()


def forget(model: Any) -> Any:
    return lambda person: model.objects.filter(person=person).delete()


HOLDINGS = (
    Holding(
        ("rooms.Post.author", "rooms.Thread.author", "django_comments.Comment.user"), "Where you posted", rows=posts,
        leave=show_as_left, hide=hide_posts, erase=erase_posts,
        kept="That a post stood there stays, without its words. What others quoted from you stays in their posts.",
    ),
    Holding(("rooms.Draft.person",), "What you began to write", rows=drafts, leave=forget(Draft), erase=forget(Draft)),
    Holding(
        ("rooms.Waiting.author",), "What waited for a moderator", rows=waiting, leave=hide_waiting, erase=erase_waiting,
    ),
    Holding(
        ("rooms.Picture.by",), "Your pictures", rows=pictures, files=picture_files, erase=erase_pictures,
    ),
    Holding(("rooms.Story.author",), "Your stories", rows=stories, hide=hide_stories, erase=erase_stories),
    Holding(
        ("rooms.Profile.person",), "What you say about yourself", rows=profile, leave=forget(Profile),
        erase=forget(Profile),
    ),
    Holding(
        ("rooms.Reaction.person",), "What you felt about posts", rows=reactions, hide=forget(Reaction),
        erase=forget(Reaction),
    ),
    Holding(("rooms.Bookmark.person",), "Posts you kept", rows=bookmarks, leave=forget(Bookmark), erase=forget(Bookmark)),
    Holding(
        ("rooms.ReadMarker.person",), "How far you have read", rows=read_markers, leave=forget(ReadMarker),
        erase=forget(ReadMarker),
    ),
)  # fmt: skip
STAFF_ONLY = ("rooms.Waiting.decided_by",)
