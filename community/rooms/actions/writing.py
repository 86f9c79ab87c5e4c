"""Opening a thread, and replying in one."""

from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from community.living_room import broadcast
from community.people.models import Person
from community.people.policies import require, rooms_open_to
from community.rooms import guard, policies, telling
from community.rooms.actions import pictures
from community.rooms.actions.numbering import next_number
from community.rooms.markup import to_html
from community.rooms.models import Picture, Post, Room, Thread
from community.utterances import actions as utterances
from community.utterances.models import Care, Kind, Utterance


@transaction.atomic
def open_thread(
    *,
    room: Room,
    title: str,
    body: str,
    by: Person,
    notes: str = "",
    picture: Picture | None = None,
    send_key: str | None = None,
    now: datetime | None = None,
) -> tuple[Thread, Utterance]:
    """A new thread with its first post. The title is a text too, and is judged as one.

    Raises what `reply` raises."""
    require(policies.can_open_thread(by, room), "You can read this room but not open a thread in it.")
    guard.require_free_of_numbers(room, title, body, picture.words if picture else "")
    guard.require_not_held(by, room, None)
    now = now or timezone.now()
    thread = new_thread(room=room, title=title, notes=notes, by=by, now=now)
    about_title = utterances.record(
        kind=Kind.TITLE, source_id=thread.pk, text=title, by=by, room=room, now=now
    )
    post = add_post(thread, body, by=by, notes=notes, picture=picture, send_key=send_key, now=now)
    return thread, _the_graver(_said(post, body, picture, by, now), about_title)


@transaction.atomic
def reply(
    *,
    thread: Thread,
    body: str,
    by: Person,
    reply_to: Post | None = None,
    notes: str = "",
    picture: Picture | None = None,
    send_key: str | None = None,
    now: datetime | None = None,
) -> tuple[Post, Utterance]:
    """Add a post to a thread. Raises PermissionDenied when `by` may not, or `reply_to` stands elsewhere;
    NeedsAModerator or NumbersNotHere by the rule of the room; IntegrityError when `send_key` was sent already."""
    require(policies.can_reply(by, thread), "You cannot reply in this thread.")
    if reply_to is not None and reply_to.in_thread_id != thread.pk:
        raise PermissionDenied("That post is not in this thread.")
    guard.require_free_of_numbers(thread.room, body, picture.words if picture else "")
    guard.require_not_held(by, thread.room, thread)
    now = now or timezone.now()
    post = add_post(
        thread, body, by=by, reply_to=reply_to, notes=notes, picture=picture, send_key=send_key, now=now
    )
    return post, _said(post, body, picture, by, now)


def _said(post: Post, body: str, picture: Picture | None, by: Person, now: datetime) -> Utterance:
    said = utterances.record(kind=Kind.POST, source_id=post.pk, text=body, by=by, room=post.room, now=now)
    if picture is None:
        return said
    return _the_graver(said, pictures.say(picture, by=by, now=now))


def _the_graver(one: Utterance, other: Utterance) -> Utterance:
    return other if one.care == Care.NONE and other.care != Care.NONE else one


def new_thread(*, room: Room, title: str, notes: str, by: Person, now: datetime) -> Thread:
    return Thread.objects.create(
        room=room, author=by, title=title, notes=notes, opened_at=now, last_post_at=now
    )


def add_post(
    thread: Thread,
    body: str,
    *,
    by: Person,
    now: datetime,
    reply_to: Post | None = None,
    notes: str = "",
    picture: Picture | None = None,
    send_key: str | None = None,
) -> Post:
    """Lock order everywhere: thread, then case. Called by actions, which hold the policy and record what is said."""
    number = next_number(thread, now=now)
    post = Post.objects.create(
        in_thread=thread,
        room=thread.room,
        author=by,
        number=number,
        reply_to=reply_to,
        reply_to_number=reply_to.number if reply_to else None,
        html=to_html(body, picture),
        said_as=_role_of(by, thread),
        said_at=now,
        notes=notes,
        send_key=send_key,
        **_as_the_package_stores_it(thread, body, by, number, reply_to, now),
    )
    if picture is not None:
        pictures.attach(picture, post=post)
    telling.tell_of_post(post, body, by=by)
    transaction.on_commit(lambda: broadcast.thread_moved_on(thread.room_id, thread.ref, number))
    return post


def _role_of(by: Person, thread: Thread) -> str:
    entry = rooms_open_to(by).get(thread.room_id)
    return entry.role.value if entry else ""


def _as_the_package_stores_it(
    thread: Thread, body: str, by: Person, number: int, reply_to: Post | None, now: datetime
) -> dict[str, object]:
    return {
        "content_type": ContentType.objects.get_for_model(Thread),
        "object_pk": str(thread.pk),
        "site_id": settings.SITE_ID,
        "user": by,
        "user_name": by.handle,
        "comment": body,
        "submit_date": now,
        "thread_id": thread.pk,
        "parent_id": reply_to.pk if reply_to else 0,
        "level": 1 if reply_to else 0,
        "order": number,
    }
