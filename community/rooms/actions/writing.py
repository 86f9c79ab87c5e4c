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
from community.rooms import policies
from community.rooms.markup import to_html
from community.rooms.models import Post, Room, Thread
from community.utterances import actions as utterances
from community.utterances.models import Care, Kind, Utterance


@transaction.atomic
def open_thread(
    *, room: Room, title: str, body: str, by: Person, now: datetime | None = None
) -> tuple[Thread, Utterance]:
    """A new thread with its first post. The title is a text too, and is judged as one."""
    require(policies.can_open_thread(by, room), "You can read this room but not open a thread in it.")
    now = now or timezone.now()
    thread = Thread.objects.create(room=room, author=by, title=title, opened_at=now, last_post_at=now)
    about_title = utterances.record(
        kind=Kind.TITLE, source_id=thread.pk, text=title, by=by, room=room, now=now
    )
    _post, about_body = _add_post(thread, body, by=by, reply_to=None, now=now)
    return thread, about_body if about_body.care != Care.NONE else about_title


@transaction.atomic
def reply(
    *, thread: Thread, body: str, by: Person, reply_to: Post | None = None, now: datetime | None = None
) -> tuple[Post, Utterance]:
    """Add a post to a thread. Raises PermissionDenied when `by` may not, or `reply_to` stands elsewhere."""
    require(policies.can_reply(by, thread), "You cannot reply in this thread.")
    if reply_to is not None and reply_to.in_thread_id != thread.pk:
        raise PermissionDenied("That post is not in this thread.")
    return _add_post(thread, body, by=by, reply_to=reply_to, now=now or timezone.now())


def _add_post(
    thread: Thread, body: str, *, by: Person, reply_to: Post | None, now: datetime
) -> tuple[Post, Utterance]:
    """Lock order everywhere: thread, then case. The thread's row lock makes the numbers gap-free."""
    locked = Thread.objects.select_for_update().only("last_number").get(pk=thread.pk)
    number = locked.last_number + 1
    post = Post.objects.create(
        in_thread=thread,
        room_id=thread.room_id,
        author=by,
        number=number,
        reply_to=reply_to,
        reply_to_number=reply_to.number if reply_to else None,
        html=to_html(body),
        said_as=_role_of(by, thread),
        said_at=now,
        **_as_the_package_stores_it(thread, body, by, number, reply_to, now),
    )
    Thread.objects.filter(pk=thread.pk).update(last_number=number, last_post_at=now)
    utterance = utterances.record(
        kind=Kind.POST, source_id=post.pk, text=body, by=by, room=thread.room, now=now
    )
    transaction.on_commit(lambda: broadcast.thread_moved_on(thread.ref, number))
    return post, utterance


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
