"""What a line is asked before others read it: how soon it comes, and the numbers that the room does without.

Whoever writes that they are in danger is asked nothing and waits for nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from community.living_room.models import Line, LivingRoom
from community.people.models import Person
from community.rooms.guard import MODERATED
from community.rooms.models import NumberRule, Room
from community.utterances.foresight import look_ahead
from community.utterances.numbers import numbers_in

# Lines of one person within a minute, in all living rooms together; and of one who says that they are in danger.
MOST_A_MINUTE, MOST_IN_DANGER = 20, 60
MINUTE = timedelta(minutes=1)


@dataclass
class WaitALittle(Exception):
    """This person may say something here again at `until`."""

    until: datetime


class NumbersNotHere(Exception):
    """It holds numbers, and there is no moderator between two lines of a chat."""


class ThinkAboutNumbers(Exception):
    """It holds numbers; its author may send it as it is."""


def require_ready(
    living_room: LivingRoom, text: str, *, by: Person, host: bool, as_it_is: bool, now: datetime
) -> None:
    """Raises one of the above."""
    # One of a whole service is asked about as itself: with no place at all, every word would be taken as urgent.
    urgent = look_ahead([text], living_room.room or living_room).urgent
    _require_not_too_many(by, MOST_IN_DANGER if urgent else MOST_A_MINUTE, now)
    if urgent or host:
        return
    _require_not_too_soon(living_room, by, now)
    rule = rule_for_numbers(living_room)
    if rule == NumberRule.OFF or not numbers_in(text):
        return
    if rule in MODERATED:
        raise NumbersNotHere
    if not as_it_is:
        raise ThinkAboutNumbers


def rule_for_numbers(living_room: LivingRoom) -> NumberRule:
    """Of the room beside it; where people of several rooms meet, the strictest of theirs."""
    if living_room.room is not None:
        return NumberRule(living_room.room.number_rule)
    rules = Room.objects.filter(service=living_room.service_id).values_list("number_rule", flat=True)
    order = list(NumberRule)
    return max((NumberRule(rule) for rule in rules), key=order.index, default=NumberRule.NUDGE)


def _require_not_too_many(by: Person, most: int, now: datetime) -> None:
    times = Line.objects.filter(author=by, said_at__gt=now - MINUTE).order_by("-said_at")
    nth = times.values_list("said_at", flat=True)[most - 1 : most]
    for oldest in nth:
        raise WaitALittle(oldest + MINUTE)


def _require_not_too_soon(living_room: LivingRoom, by: Person, now: datetime) -> None:
    if living_room.slow_s is None:
        return
    pause = timedelta(seconds=living_room.slow_s)
    last = Line.objects.filter(living_room=living_room, author=by, said_at__gt=now - pause)
    for at in last.order_by("-said_at").values_list("said_at", flat=True)[:1]:
        raise WaitALittle(at + pause)
