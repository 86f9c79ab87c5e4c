"""What a moderator reads before the room does: sent, published, refused, taken back. Judged when it is sent."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.rooms import policies, telling
from community.rooms.actions import own_posts, writing
from community.rooms.actions.locking import hold_thread
from community.rooms.composing import Place, Written
from community.rooms.models import Picture, Post, Thread, Waiting
from community.utterances import actions as utterances
from community.utterances.models import Care, Kind, Utterance

State = Waiting.State


@transaction.atomic
def hold(
    *, place: Place, written: Written, by: Person, why: Waiting.Why = Waiting.Why.NUMBERS,
    now: datetime | None = None,
) -> tuple[Waiting, Utterance]:  # fmt: skip
    """Send it to the moderators of the room. Nobody else reads it; the judge does, at once."""
    require(policies.can_write_at(by, place), "You cannot write here.")
    now = now or timezone.now()
    waiting = Waiting.objects.create(
        author=by, room=place.room, in_thread=place.thread, post=place.post, title=written.title,
        body=written.body, notes=written.notes, why=why, send_key=written.send_key, sent_at=now,
        reply_to_number=written.reply_to.number if written.reply_to else None,
    )  # fmt: skip
    said = [_say(Kind.HELD, waiting, waiting.body, by, now)]
    if waiting.title:
        said.append(_say(Kind.HELD_TITLE, waiting, waiting.title, by, now))
    if written.picture is not None:
        said.append(_with_picture(waiting, written.picture, by, now))
    return waiting, next((one for one in said if one.care != Care.NONE), said[0])


def _say(kind: Kind, waiting: Waiting, text: str, by: Person, now: datetime) -> Utterance:
    return utterances.record(
        kind=kind, source_id=waiting.pk, text=text, by=by, room=waiting.room, stands=False, now=now
    )


def _with_picture(waiting: Waiting, picture: Picture, by: Person, now: datetime) -> Utterance:
    taken = Picture.objects.filter(pk=picture.pk, by=by, room=waiting.room, post=None, waiting=None)
    require(taken.update(waiting=waiting, words=picture.words) == 1, "That picture stands in another post.")
    return utterances.record(
        kind=Kind.PICTURE, source_id=picture.pk, text=picture.words, by=by, room=waiting.room, stands=False,
        now=now,
    )  # fmt: skip


@transaction.atomic
def publish(*, waiting: Waiting, by: Person, now: datetime | None = None) -> Post:
    """It becomes a post as its author sent it."""
    now = now or timezone.now()
    hold_thread(waiting.in_thread_id)
    waiting = _decide(waiting, State.PUBLISHED, by=by, now=now)
    post = _changed(waiting, now) if waiting.post else _added(waiting, now)
    utterances.publish_held(kind=Kind.HELD, held_id=waiting.pk, as_kind=Kind.POST, source_id=post.pk, now=now)
    audit.write(
        who=by,
        did="published a post that waited",
        what=f"waiting:{waiting.ref}",
        service=waiting.room.service,
    )
    return post


def _changed(waiting: Waiting, now: datetime) -> Post:
    post = Post.objects.select_for_update(no_key=True, of=("self",)).get(pk=waiting.post_id)
    require(post.is_published, "The post has been removed since. This change of it has nowhere to stand.")
    own_posts.rewrite(post, waiting.body, by=waiting.author, now=now, record=False)
    return post


def _added(waiting: Waiting, now: datetime) -> Post:
    thread = waiting.in_thread or _opened(waiting, now)
    answered = Post.objects.filter(in_thread=thread, number=waiting.reply_to_number).first()
    picture = Picture.objects.filter(waiting=waiting).first()
    post = writing.add_post(
        thread, waiting.body, by=waiting.author, reply_to=answered, notes=waiting.notes, picture=picture,
        send_key=waiting.send_key, now=now,
    )  # fmt: skip
    if picture is not None:
        utterances.publish_held(
            kind=Kind.PICTURE, held_id=picture.pk, as_kind=Kind.PICTURE, source_id=picture.pk, now=now
        )
    return post


def _opened(waiting: Waiting, now: datetime) -> Thread:
    thread = writing.new_thread(
        room=waiting.room, title=waiting.title, notes=waiting.notes, by=waiting.author, now=now
    )
    utterances.publish_held(
        kind=Kind.HELD_TITLE, held_id=waiting.pk, as_kind=Kind.TITLE, source_id=thread.pk, now=now
    )
    return thread


@transaction.atomic
def refuse(*, waiting: Waiting, by: Person, sentence: str, now: datetime | None = None) -> Waiting:
    """It is not published; its author is told why, and can change it. The record keeps it."""
    waiting = _decide(waiting, State.REFUSED, by=by, now=now or timezone.now(), sentence=sentence)
    audit.write(
        who=by, did="refused a post that waited", what=f"waiting:{waiting.ref}", why=sentence,
        service=waiting.room.service,
    )  # fmt: skip
    return waiting


@transaction.atomic
def take_back(*, waiting: Waiting, by: Person, now: datetime | None = None) -> Waiting:
    """By its author, before a moderator has decided."""
    require(waiting.author_id == by.pk, "You can only take back what you wrote yourself.")
    return _close(waiting, State.TAKEN_BACK, by=by, now=now or timezone.now())


@transaction.atomic
def withhold(*, waiting: Waiting, now: datetime | None = None) -> bool:
    """Its author has died: nobody publishes it by mistake. Whether it went just now. Both are called by actions, which hold
    the policy."""
    still = Waiting.objects.filter(pk=waiting.pk, state=State.WAITING)
    return bool(still.update(state=State.TAKEN_BACK, decided_at=now or timezone.now()))


@transaction.atomic
def wait_again(*, waiting: Waiting) -> None:
    taken = Waiting.objects.filter(pk=waiting.pk, state=State.TAKEN_BACK, decided_by=None)
    taken.update(state=State.WAITING, decided_at=None)


def _decide(
    waiting: Waiting, state: Waiting.State, *, by: Person, now: datetime, sentence: str = ""
) -> Waiting:
    policies.require_may_decide(by, waiting)
    decided = _close(waiting, state, by=by, now=now, sentence=sentence)
    telling.tell_of_waiting(decided)
    return decided


def _close(
    waiting: Waiting, state: Waiting.State, *, by: Person, now: datetime, sentence: str = ""
) -> Waiting:
    """Two moderators at once: the second is told."""
    rows = Waiting.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "room__service", "in_thread__room", "author"
    )
    held = rows.get(pk=waiting.pk)
    require(held.is_undecided, "Somebody else has decided about this already.")
    held.state, held.decided_at, held.decided_by, held.sentence = state, now, by, sentence
    held.save(update_fields=["state", "decided_at", "decided_by", "sentence"])
    return held
