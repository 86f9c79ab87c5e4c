"""From a form's Send to what becomes of it: a question back, a post, or a post that waits for a moderator.

Sent twice, whether by a double click, by "back" and Send, or from two windows, it is one post."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError

from community.people.models import Person
from community.people.policies import require
from community.rooms import actions, drafts, guard, policies
from community.rooms.composing import Place, Written
from community.rooms.models import Measure, NumberRule, Post, Thread, Waiting
from community.rooms.restraints import require_not_too_soon, restraints_on
from community.utterances.foresight import look_ahead
from community.utterances.models import Care, Kind, Utterance


class Choice(StrEnum):
    """What the author pressed."""

    POST = "post"
    AS_IT_IS = "as-it-is"
    TO_MODERATOR = "moderator"


@dataclass(frozen=True)
class Outcome:
    """Exactly one of `asks`, `post`, `waiting`; and what the author should see."""

    asks: guard.Findings | None = None
    post: Post | None = None
    waiting: Waiting | None = None
    care: bool = False
    suggested: tuple[str, ...] = ()  # content notes that might help others


def send(
    *, place: Place, written: Written, by: Person, choice: Choice = Choice.POST, now: datetime | None = None
) -> Outcome:
    """Raises PermissionDenied; EditedMeanwhile for an edit that began from other words; TooSoon in slow mode."""
    require(policies.can_write_at(by, place), "You cannot write here.")
    findings = guard.look(place, written)
    if _must_ask(findings, choice):
        return Outcome(asks=findings)
    _require_not_too_soon(place, written, by, now)
    held = restraints_on(by, place.room, place.thread).holds
    try:
        if findings.holds or held is not None:
            outcome = _hold(place, written, by, held, now)
        else:
            outcome = _post(place, written, by, now)
    except IntegrityError:
        outcome = _sent_before(place, written, by)
    drafts.throw_away(place=place, seen=written.draft, by=by)
    kindly = outcome.post is not None and not outcome.care and not findings.urgent
    return replace(outcome, suggested=findings.suggested) if kindly else outcome


def _must_ask(findings: guard.Findings, choice: Choice) -> bool:
    if not findings or findings.urgent:
        return False
    if findings.numbers and findings.rule == NumberRule.NEVER:
        return True
    if findings.numbers and findings.rule == NumberRule.MODERATOR:
        return choice != Choice.TO_MODERATOR
    return choice != Choice.AS_IT_IS


def _require_not_too_soon(place: Place, written: Written, by: Person, now: datetime | None) -> None:
    """Slow mode holds up nobody who is in danger, and no change of what stands."""
    if place.is_edit or restraints_on(by, place.room, place.thread).slows is None:
        return
    sent_before = drafts.was_sent(by=by, send_key=written.send_key)
    if not sent_before and not look_ahead([written.title, written.body], place.room).urgent:
        require_not_too_soon(by, place.room, place.thread, now=now)


def _hold(place: Place, written: Written, by: Person, held: Measure | None, now: datetime | None) -> Outcome:
    why = Waiting.Why.NUMBERS
    if held is not None:
        why = Waiting.Why.PERSON if held.person_id else Waiting.Why.PLACE
    waiting, said = actions.hold(place=place, written=written, by=by, why=why, now=now)
    return Outcome(waiting=waiting, care=_cares(said))


def _post(place: Place, written: Written, by: Person, now: datetime | None) -> Outcome:
    if place.post is not None:
        said = actions.edit(
            post=place.post, body=written.body, notes=written.notes, seen=written.seen, by=by, now=now
        )
        return Outcome(post=place.post, care=_cares(said))
    if place.thread is not None:
        post, said = actions.reply(
            thread=place.thread, body=written.body, reply_to=written.reply_to, notes=written.notes,
            picture=written.picture, send_key=written.send_key, by=by, now=now,
        )  # fmt: skip
        return Outcome(post=post, care=_cares(said))
    thread, said = actions.open_thread(
        room=place.room, title=written.title, body=written.body, notes=written.notes, picture=written.picture,
        send_key=written.send_key, by=by, now=now,
    )  # fmt: skip
    return Outcome(post=_first_post(thread), care=_cares(said))


def _first_post(thread: Thread) -> Post:
    return Post(in_thread=thread, room=thread.room, number=1)


def _cares(said: Utterance | None) -> bool:
    return said is not None and said.care == Care.HELP


def _sent_before(place: Place, written: Written, by: Person) -> Outcome:
    """The same form with the same words was here a moment ago: what it became."""
    post = Post.objects.filter(author=by, send_key=written.send_key).select_related("in_thread__room").first()
    if post is not None:
        return Outcome(post=post, care=_was_cared_for(Kind.POST, post.pk))
    waiting = Waiting.objects.get(author=by, send_key=written.send_key)
    return Outcome(waiting=waiting, care=_was_cared_for(Kind.HELD, waiting.pk))


def _was_cared_for(kind: Kind, source_id: int) -> bool:
    said = Utterance.objects.filter(kind=kind, source_id=source_id, care=Care.HELP)
    return said.exists()
