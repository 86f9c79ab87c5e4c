"""Where somebody is signed in, for how long, and how that ends. Ending one deletes its row: nothing else keeps it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from community.people.models import Person
from community.people.signals import was_here
from community.people.signing_in.agents import coarse
from community.people.signing_in.models import OpenSession

BEGAN, SEEN, LISTED, LOCKED, LIMITS = "began_at", "seen_at", "listed", "locked", "limits"
NOTED_EVERY = timedelta(minutes=1)


def begin(*, request: HttpRequest, person: Person, now: datetime | None = None) -> None:
    """Somebody has just signed in here."""
    now = now or timezone.now()
    request.session[BEGAN] = request.session[SEEN] = now.timestamp()
    request.session[LIMITS] = _seconds(limits_of(person))
    request.session.pop(LOCKED, None)
    _list(request, person, now)


def on_signed_in(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    request.just_signed_in = True  # type: ignore[attr-defined]
    begin(request=request, person=user)


def on_signed_out(sender: Any, request: HttpRequest, user: Person | None, **kwargs: Any) -> None:
    OpenSession.objects.filter(session_key=request.session.session_key).delete()


def touch(*, request: HttpRequest, person: Person, now: datetime | None = None) -> None:
    """Somebody did something here; noted once a minute."""
    now = now or timezone.now()
    session = request.session
    session.setdefault(BEGAN, now.timestamp())
    if LIMITS not in session:
        session[LIMITS] = _seconds(limits_of(person))
    moved = session.get(LISTED) != session.session_key
    if moved or now.timestamp() - session.get(SEEN, 0) >= NOTED_EVERY.total_seconds():
        session[SEEN] = now.timestamp()
        _list(request, person, now)


def _list(request: HttpRequest, person: Person, now: datetime) -> None:
    was_here.send(sender=Person, person=person, now=now)
    session = request.session
    if not session.session_key:
        session.create()
    was, session[LISTED] = session.get(LISTED), session.session_key
    if was and was != session.session_key:
        OpenSession.objects.filter(session_key=was, person=person).update(session_key=session.session_key)
    idle, absolute = (timedelta(seconds=limit) for limit in session[LIMITS])
    standing = {
        "person": person, "device": coarse(request.headers.get("User-Agent", "")), "seen_at": now,
        "idle": idle, "absolute": absolute,
    }  # fmt: skip
    began_at = datetime.fromtimestamp(session[BEGAN], tz=now.tzinfo)
    OpenSession.objects.update_or_create(
        session_key=session.session_key, defaults=standing, create_defaults=standing | {"began_at": began_at}
    )


def limits_of(person: Person) -> tuple[timedelta, timedelta]:
    """How long without doing anything, and at all: the shortest of what their roles allow. A session keeps its own, as a
    change of role in a service ends all of them."""
    held = person.appointments if person.works_here else person.memberships
    everybody = settings.SESSION_LIMITS["staff" if person.works_here else "member"]
    roles = set(held.in_force().values_list("role", flat=True))
    limits = [settings.SESSION_LIMITS.get(role, everybody) for role in roles] or [everybody]
    return min(idle for idle, _ in limits), min(absolute for _, absolute in limits)


def _seconds(limits: tuple[timedelta, timedelta]) -> list[float]:
    return [limit.total_seconds() for limit in limits]


def has_ended(session: Any, person: Person, *, now: datetime | None = None) -> bool:
    """Whether nothing was done here for too long, or the sign-in is too long ago, for this kind of person."""
    stamp = (now or timezone.now()).timestamp()
    began = session.get(BEGAN, stamp)
    idle, absolute = session.get(LIMITS) or _seconds(limits_of(person))
    return stamp - began > absolute or stamp - session.get(SEEN, began) > idle


def renew(request: HttpRequest) -> None:
    """A new session id, where more opens than before; what knew the old one has nothing."""
    request.session.cycle_key()
    if was := request.session.get(LISTED):
        OpenSession.objects.filter(session_key=was).update(session_key=request.session.session_key)
        request.session[LISTED] = request.session.session_key


def of(person: Person) -> QuerySet[OpenSession]:
    """Those that still stand, the latest first."""
    now = timezone.now()
    ended = OpenSession.objects.over(now)
    return OpenSession.objects.filter(
        person=person, session_key__in=Session.objects.filter(expire_date__gt=now).values("session_key"),
    ).exclude(pk__in=ended.values("pk")).order_by("-seen_at")  # fmt: skip


@transaction.atomic
def end(*, session: OpenSession) -> None:
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()


@transaction.atomic
def end_all(*, person: Person, but: str = "") -> int:
    """Sign somebody out everywhere, but in the session with this key. Returns how many sessions ended."""
    ended = OpenSession.objects.filter(person=person).exclude(session_key=but)
    Session.objects.filter(session_key__in=ended.values("session_key")).delete()
    count, _per_model = ended.delete()
    return count


def forget() -> None:
    """Rows whose session has gone; the clock calls this, after Django's own clearing."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    OpenSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
