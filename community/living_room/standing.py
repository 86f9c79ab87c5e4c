"""What an open socket stands on, and whether that still holds. Asked for all sockets of a process at once."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from cms.routes import gave_enough
from community.living_room import policies
from community.living_room.models import LivingRoom, SentOut
from community.people.models import Person
from community.people.policies import doors_of, is_welcome, rooms_open_to
from community.people.signing_in.models import OpenSession
from community.people.signing_in.sessions import has_ended


@dataclass(frozen=True, slots=True)
class Claim:
    """The session, the person as they signed in, and the rooms that the page shows something of."""

    session_key: str
    person_id: int
    signed_in_as: str  # Django's seal over the password: another password, another seal
    works_here: bool
    rooms: frozenset[int]
    one_of: frozenset[int] = frozenset()  # any of these rooms is enough
    living_room: int = 0


def claim(session_key: str, rooms: Collection[int] | None = None) -> Claim | None:
    """What a new socket may claim: these rooms, or (none named) all that are open now. None: nothing."""
    person = who_holds(session_key)
    if person is None or not is_welcome(person):
        return None
    mine = rooms_open_to(person).keys()
    asked = frozenset(mine if rooms is None else rooms)
    if not asked <= mine:
        return None
    return Claim(session_key, person.pk, person.get_session_auth_hash(), person.works_here, asked)


def claim_of_living_room(session_key: str, ref: str) -> tuple[Claim, LivingRoom, str] | None:
    """What a page of a living room claims, the living room, and as what its reader stands there."""
    person = who_holds(session_key)
    here = LivingRoom.objects.visible_to(person).filter(ref=ref).select_related("room").first()
    if person is None or here is None or policies.sent_out(person, here) is not None:
        return None
    entry, one_of = policies.entry_to(person, here), policies.rooms_behind(here)
    claimed = claim(session_key, [])
    if claimed is None or entry is None:
        return None
    return replace(claimed, one_of=one_of, living_room=here.pk), here, entry.role.value


def still_standing(claims: Collection[Claim]) -> frozenset[Claim]:
    """Those that hold at this moment; five statements, one of trainings where a helper is among them, and one where
    somebody is in a living room, however many there are."""
    keys, ids = {one.session_key for one in claims}, {one.person_id for one in claims}
    living = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    sessions = set(living.values_list("session_key", flat=True)) - _too_long_ago(keys)
    people = {person.pk: person for person in Person.objects.filter(pk__in=ids) if is_welcome(person)}
    doors, out = doors_of(ids), _sent_out({one.living_room for one in claims} - {0})
    return frozenset(
        one
        for one in claims
        if one.session_key in sessions
        and _is_the_same(people.get(one.person_id), one)
        and all((one.person_id, room) in doors for room in one.rooms)
        and (not one.one_of or any((one.person_id, room) in doors for room in one.one_of))
        and (one.living_room, one.person_id) not in out
    )


def _sent_out(living_rooms: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who was asked to leave which; no statement where no page of a living room is open."""
    if not living_rooms:
        return frozenset()
    rows = SentOut.objects.in_force().filter(living_room__in=living_rooms)
    return frozenset(rows.values_list("living_room", "person"))


def newest_in(living_rooms: Collection[int]) -> dict[int, tuple[int, int]]:
    """Living room id -> number of its newest line and of its newest change."""
    rows = LivingRoom.objects.filter(pk__in=living_rooms).values_list("pk", "last_number", "last_change")
    return {pk: (number, change) for pk, number, change in rows}


def _too_long_ago(session_keys: Collection[str]) -> set[str]:
    """Sessions in which nothing was done for too long, or that began too long ago: the next request ends them."""
    over = OpenSession.objects.filter(session_key__in=session_keys).over(timezone.now())
    return set(over.values_list("session_key", flat=True))


def _is_the_same(person: Person | None, one: Claim) -> bool:
    return (
        person is not None
        and person.works_here == one.works_here
        and person.get_session_auth_hash() == one.signed_in_as
    )


def who_holds(session_key: str) -> Person | None:
    """Whose session this is at this moment, read from the database. Nobody's, once it has ended, its password
    was changed, or staff give no second factor."""
    now = SessionStore(session_key)
    person = get_user(_Asking(now))
    if not isinstance(person, Person) or not gave_enough(now, person) or has_ended(now, person):
        return None
    return person


class _Asking(HttpRequest):
    """What Django wants to be asked with: it compares the session with the password as it is now."""

    def __init__(self, session: SessionStore) -> None:
        super().__init__()
        self.session = session
