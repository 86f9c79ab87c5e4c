"""Why something is not open to somebody any more, in words for them. It names no room: who is told cannot learn
from it what is there, and who stands beside them cannot either."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cms.notices import Notice
from community.people.models import Membership, Person

TOLD_FOR = timedelta(days=30)
ASK = "If you do not know why, or think it is a mistake, ask the team that gave you your key."


# (why, address of the page that says more): of a suspension, asked of whoever decided it.
Why = Callable[[Person], tuple[str, str]]


def _nobody_says(person: Person) -> tuple[str, str]:
    return "", ""


_why: Why = _nobody_says


def register_why(why: Why) -> None:
    global _why
    _why = why


def notice_for(person: Any) -> Notice | None:
    """What happened lately to this person's ways in; None when nothing did."""
    if not isinstance(person, Person):
        return None
    if person.suspended_until and person.suspended_until > timezone.now():
        return _paused(person)
    last = _ended_lately(person)
    if last is None:
        return None
    return _withdrawn() if last.ended_at else _over()


def _ended_lately(person: Person) -> Membership | None:
    """The membership that ended last, within TOLD_FOR."""
    now, today = timezone.now(), timezone.localdate()
    passed = Q(last_day__lt=today, last_day__gte=today - TOLD_FOR, ended_at=None)
    ended = person.memberships.filter(Q(ended_at__gte=now - TOLD_FOR) | passed)
    return ended.order_by("-ended_at", "-last_day").first()


def _paused(person: Person) -> Notice:
    assert person.suspended_until
    until = f"{timezone.localtime(person.suspended_until):%-d %B %Y, %H:%M}"
    said, url = _why(person)
    because = f" They say: {said}" if said else ""
    return Notice(
        "Your account is paused",
        f"The team has paused it until {until}. Until then you cannot read or write here. Nothing you wrote is lost."
        f"{because}",
        ASK,
        url,
        "Read why, and how to ask somebody else to look at it" if url else "",
    )


def _withdrawn() -> Notice:
    return Notice(
        "Your key has been withdrawn",
        "The team that gave you your key has withdrawn it, so what it opened is closed to you now. "
        "Your account is still here.",
        ASK,
    )


def _over() -> Notice:
    return Notice(
        "The last day of your key has passed",
        "Your key was for a set time, and that is over, so what it opened is closed to you now. "
        "Your account is still here.",
        "If you still need it, ask the team that gave you your key for a new one.",
    )
