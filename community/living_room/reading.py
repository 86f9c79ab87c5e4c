"""Lines as pages and scripts show them. The words of a removed line are in neither."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from community.living_room.models import Line, LivingRoom
from community.muting.policies import muted_by
from community.people.models import Person

HISTORY = 50  # lines of a page
AT_ONCE = 100  # lines of one answer to a script


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    earlier: int | None  # the number up to which the page before this one shows
    is_newest: bool


def page_of(living_room: LivingRoom, person: Person, upto: int | None = None) -> Page:
    """The newest lines, or those up to a number, in order."""
    last = living_room.last_number if upto is None else max(1, min(upto, living_room.last_number))
    first = max(1, last - HISTORY + 1)
    lines = living_room.lines.filter(number__range=(first, last)).select_related("author")
    return Page(
        marked(lines, person), first - 1 if first > 1 else None, is_newest=last == living_room.last_number
    )


def marked(lines: Iterable[Line], person: Person) -> list[Line]:
    """Each knows whether it is the reader's own, and whether they muted its author."""
    muted = muted_by(person)
    shown = list(lines)
    for line in shown:
        line.__dict__ |= {"mine": line.author_id == person.pk, "muted": line.author_id in muted}
    return shown


def lines_after(living_room: LivingRoom, person: Person, number: int) -> list[Line]:
    """Up to AT_ONCE lines with a higher number, in order and without a gap."""
    later = living_room.lines.filter(number__gt=number).select_related("author")
    return marked(later[:AT_ONCE], person)


def changed_after(living_room: LivingRoom, person: Person, change: int) -> list[Line]:
    """Lines that were removed, or came back, since that change; the oldest change first. One change is never cut in two:
    whoever leaves takes all their lines along in one, and the next answer begins after it."""
    later = living_room.lines.filter(change__gt=change).select_related("author").order_by("change")
    found = list(later[:AT_ONCE])
    if len(found) == AT_ONCE:
        found = list(later.filter(change__lte=found[-1].change))
    return marked(found, person)


def as_json(line: Line) -> dict[str, Any]:
    """What a script shows of a line; text only, no markup."""
    return {
        "number": line.number,
        "at": timezone.localtime(line.said_at).isoformat(timespec="seconds"),
        "when": f"{timezone.localtime(line.said_at):%H:%M}",
        "who": line.author.handle,
        "avatar": line.author.avatar,
        "badge": line.badge,
        "badge_kind": line.badge_kind,
        "text": line.text if line.stands else "",
        "note": line.note if line.stands else "",
        "gone": line.gone,
        "change": line.change,
        "mine": line.__dict__["mine"],
        "muted": line.__dict__["muted"],
    }
