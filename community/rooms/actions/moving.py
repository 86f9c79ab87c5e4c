"""A thread to another room, and a part of a thread to a thread of its own. Everything that knows where a post stands
follows in the same transaction: posts, pictures, what waits, drafts, read markers, utterances and so the index.
Bookmarks, reactions and cases name the post or its words, and follow by themselves."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from community.living_room import broadcast
from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.rooms import policies
from community.rooms.actions.locking import locked_thread
from community.rooms.models import Draft, Picture, Post, ReadMarker, Room, Thread, Waiting
from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance


@transaction.atomic
def move(*, thread: Thread, to: Room, by: Person, why: str) -> Thread:
    """Who may not enter the other room sees nothing of it any more, its author included."""
    thread = locked_thread(thread.pk)
    policies.require_may_move(by, thread, to)
    return put_into(thread, to, by=by, why=why)


def put_into(thread: Thread, to: Room, *, by: Person, why: str) -> Thread:
    """Called by actions, which hold the policy and the thread's row."""
    posts, held = Post.objects.filter(in_thread=thread), Waiting.objects.filter(in_thread=thread)
    said = (
        Q(kind=Kind.TITLE, source_id=thread.pk)
        | Q(kind=Kind.POST, source_id__in=posts.values("pk"))
        | Q(kind=Kind.HELD, source_id__in=held.values("pk"))
        | Q(kind=Kind.PICTURE, source_id__in=_pictures(posts, held).values("pk"))
    )
    utterances.carry(Utterance.objects.filter(said), room=to)
    _pictures(posts, held).update(room=to)
    for rows in (posts, held, Draft.objects.filter(in_thread=thread)):
        rows.update(room=to)
    was, thread.room, thread.pinned_at = thread.room, to, None
    thread.save(update_fields=["room", "pinned_at"])
    what = f"thread:{thread.ref} from {was.slug} to {to.slug}"
    audit.write(who=by, did="moved thread", what=what, why=why, service=to.service)
    transaction.on_commit(lambda: broadcast.thread_left(was.pk, thread.ref))
    return thread


def _pictures(posts: QuerySet[Post], held: QuerySet[Waiting]) -> QuerySet[Picture]:
    return Picture.objects.filter(Q(post__in=posts) | Q(waiting__in=held))


@transaction.atomic
def split(
    *, thread: Thread, number: int, title: str, by: Person, why: str, now: datetime | None = None
) -> Thread:
    """The post of this number, and all after it, become a thread of their own. The title is the moderator's words."""
    thread = locked_thread(thread.pk)
    policies.require_may_split(by, thread)
    first = Post.objects.filter(in_thread=thread, number=number).select_related("author").first()
    require(
        first is not None and policies.begins_a_thread(thread, number),
        "A new thread begins with a post that stands, and not with the first one.",
    )
    assert first is not None
    new = Thread.objects.create(
        room=thread.room, author=first.author, title=title, notes=first.notes, opened_at=first.said_at,
        last_post_at=thread.last_post_at,
    )  # fmt: skip
    utterances.record(
        kind=Kind.TITLE, source_id=new.pk, text=title, by=by, room=new.room, now=now or timezone.now()
    )
    _carry_posts(thread, new, after=number - 1)
    audit.write(
        who=by,
        did="split thread",
        what=f"thread:{thread.ref} into {new.ref}",
        why=why,
        service=new.room.service,
    )
    return new


@transaction.atomic
def join_back(*, thread: Thread, new: Thread, by: Person) -> Thread:
    """The undoing of a split, while nobody has written in either since."""
    thread, new = locked_thread(thread.pk), locked_thread(new.pk)
    policies.require_may_split(by, thread)
    offset = thread.last_number
    for marker in ReadMarker.objects.filter(in_thread=new):
        _read_up_to(marker.person_id, thread, offset + marker.number)
    _renumber(new, thread, first=1, by=offset)
    answered = Post.objects.filter(pk=OuterRef("reply_to")).values("number")
    lost = Post.objects.filter(in_thread=thread, reply_to_number=None, reply_to__in_thread=thread)
    lost.update(reply_to_number=Subquery(answered))
    Thread.objects.filter(pk=thread.pk).update(
        last_number=offset + new.last_number, last_post_at=new.last_post_at
    )
    utterances.withdraw(kind=Kind.TITLE, source_id=new.pk)
    audit.write(
        who=by,
        did="joined thread back",
        what=f"thread:{thread.ref} from {new.ref}",
        service=thread.room.service,
    )
    new.delete()
    thread.refresh_from_db()
    return thread


def _carry_posts(thread: Thread, new: Thread, *, after: int) -> None:
    moved = thread.last_number - after
    for marker in ReadMarker.objects.filter(in_thread=thread, number__gt=after):
        _read_up_to(marker.person_id, new, marker.number - after)
    ReadMarker.objects.filter(in_thread=thread, number__gt=after).update(number=after)
    _renumber(thread, new, first=after + 1, by=-after)
    new.last_number = moved
    new.save(update_fields=["last_number"])
    last = Post.objects.filter(in_thread=thread).order_by("-number").values_list("said_at", flat=True).first()
    Thread.objects.filter(pk=thread.pk).update(last_number=after, last_post_at=last)


def _renumber(old: Thread, new: Thread, *, first: int, by: int) -> None:
    """Posts of `old` from this number on stand in `new`, their numbers moved on by `by` (less than 0: back)."""
    posts = Post.objects.filter(in_thread=old, number__gte=first)
    waiting = Waiting.objects.filter(in_thread=old).filter(Q(reply_to_number__gte=first) | Q(post__in=posts))
    waiting.update(in_thread=new, reply_to_number=F("reply_to_number") + by)
    inside = posts.filter(reply_to_number__gte=first)
    inside.update(reply_to_number=F("reply_to_number") + by)
    # An answer to what stays behind is an answer to nothing in its new place; `reply_to` still knows it.
    ids = list(posts.order_by("number").values_list("pk", flat=True))
    Post.objects.filter(pk__in=ids, reply_to__in_thread=old).exclude(reply_to__in=ids).update(
        reply_to_number=None
    )
    posts.update(
        in_thread=new, number=F("number") + by, object_pk=str(new.pk), thread_id=new.pk, order=F("order") + by
    )


def _read_up_to(person_id: int, thread: Thread, number: int) -> None:
    ReadMarker.objects.update_or_create(person_id=person_id, in_thread=thread, defaults={"number": number})
