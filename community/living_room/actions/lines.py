"""Saying something, and taking it out of sight. Lock order: living room, line, then as everywhere."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.states import leads
from community.living_room import broadcast, guard, policies, presence
from community.living_room.hours import hours_of
from community.living_room.line_states import WAYS
from community.living_room.models import Line, LineState, LivingRoom
from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.people.roles import Role
from community.rooms.models import Rule
from community.utterances import actions as utterances
from community.utterances.models import Care, Kind, Utterance


@transaction.atomic
def say_line(
    *,
    living_room: LivingRoom,
    text: str,
    by: Person,
    key: str,
    note: str = "",
    as_it_is: bool = False,
    now: datetime | None = None,
) -> tuple[Line, bool]:
    """The line, and whether its author should see the help message. The same words under the same key are one line,
    however often they are sent.

    Raises PermissionDenied; WaitALittle, NumbersNotHere and ThinkAboutNumbers of the guard."""
    now = now or timezone.now()
    here = locked(living_room)
    send_key = hashlib.sha256(f"{key}\0{text}".encode()).hexdigest()[:40]
    before = here.lines.filter(author=by, send_key=send_key).first()
    if before is not None:
        return before, _was_cared_for(before)
    _require_may_say(here, text, by, as_it_is, now)
    line = _add(here, text, by, send_key, note, now)
    said = utterances.record(
        kind=Kind.CHAT, source_id=line.pk, text=text, by=by, room=here.room, service=here.service, now=now
    )
    presence.touch([(here.pk, by.pk, line.said_as)], now=now)
    return line, said.care == Care.HELP


def _require_may_say(here: LivingRoom, text: str, by: Person, as_it_is: bool, now: datetime) -> None:
    require(policies.entry_to(by, here) is not None, "This living room is not open to you.")
    policies.require_in(by, here, now)
    why_not = policies.why_not_say(by, here, hours_of(here, now))
    require(not why_not, why_not)
    guard.require_ready(here, text, by=by, host=policies.hosts(by, here), as_it_is=as_it_is, now=now)


def _add(here: LivingRoom, text: str, by: Person, send_key: str, note: str, now: datetime) -> Line:
    here.last_number += 1
    here.save(update_fields=["last_number"])
    entry = policies.entry_to(by, here)
    line = Line.objects.create(
        living_room=here, number=here.last_number, author=by, text=text, note=note, said_at=now, send_key=send_key,
        said_as=entry.role.value if entry else "",
    )  # fmt: skip
    _tell(here)
    return line


def locked(living_room: LivingRoom) -> LivingRoom:
    """Its row as it is now, with room and service, held until the transaction ends."""
    rows = LivingRoom.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("room", "service").get(pk=living_room.pk)


def _tell(here: LivingRoom) -> None:
    transaction.on_commit(lambda: broadcast.living_room_moved_on(here.pk, here.last_number, here.last_change))


def _was_cared_for(line: Line) -> bool:
    said = Utterance.objects.filter(kind=Kind.CHAT, source_id=line.pk, care=Care.HELP)
    return said.exists()


@transaction.atomic
def take_back(*, line: Line, by: Person) -> Line:
    """One's own line goes out of sight; its number and its place stay. The record keeps what it said."""
    here, line = _locked_line(line)
    require(policies.can_take_back(by, line), policies.NO_WORDS_OF_YOURS)
    return _change(here, line, "take back")


@transaction.atomic
def hide(*, line: Line, by: Person, why: str, rule: Rule | str = "") -> Line:
    """A host takes a line out of sight. Others see as what they did, and the house rule, never who."""
    here, line = _locked_line(line)
    require(
        policies.can_hide(by, line), "Only moderators of this service can remove a line of somebody else."
    )
    audit.write(who=by, did="hid line", what=f"line:{line.pk}", why=why, service=here.service)
    entry = policies.entry_to(by, here)
    return _change(here, line, "hide", removed_as=entry.role if entry else "", rule=rule)


@transaction.atomic
def stand_again(*, line: Line) -> Line:
    """A decision was undone or overturned. Called by actions, which hold the policy.

    Nothing of somebody who left comes back."""
    here, line = _locked_line(line)
    if line.state != LineState.HIDDEN or not line.author.is_active:
        return line
    return _change(here, line, "return")


@transaction.atomic
def take_from_view(*, line: Line) -> bool:
    """What somebody who has died said, if it still stands: whether it went just now. Both are called by actions, which hold
    the policy."""
    here, held = _locked_line(line)
    if held.stands:
        _change(here, held, "hide")
        return True
    return False


@transaction.atomic
def bring_back(*, line: Line) -> None:
    here, held = _locked_line(line)
    if held.state == LineState.HIDDEN:
        _change(here, held, "return")


def _locked_line(line: Line) -> tuple[LivingRoom, Line]:
    here = locked(line.living_room)
    rows = Line.objects.select_for_update(no_key=True, of=("self",)).select_related("author", "living_room")
    return here, rows.get(pk=line.pk)


def _change(
    here: LivingRoom, line: Line, action: str, removed_as: Role | str = "", rule: Rule | str = ""
) -> Line:
    state = leads(WAYS, action, line.state)
    assert state is not None, action
    here.last_change += 1
    here.save(update_fields=["last_change"])
    line.state, line.change, line.removed_as, line.rule = state, here.last_change, removed_as, rule
    line.save(update_fields=["state", "change", "removed_as", "rule"])
    words = utterances.restore if state == LineState.STANDS else utterances.withdraw
    words(kind=Kind.CHAT, source_id=line.pk)
    _tell(here)
    return line
