"""What is done when a member has died. The account is closed with the first word of it, which nothing is lost by; what is
told to others needs a second colleague. All of it can be taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.states import leads
from community.people import audit
from community.people.models import Person, Service
from community.people.policies import require
from community.people.signing_in import sessions
from community.remembrance import hiding, policies
from community.remembrance.models import Announced, Death, Told, Wish
from community.remembrance.states import WAYS, State
from community.rooms import actions as rooms
from community.rooms.models import Room, Thread

NOT_YOURS = "Only the care team of this service and who runs it do this."
# Who has to be told, unless the trust knows better: NHS England, "Learning from deaths" and the duty of candour.
TO_BE_TOLD = (
    "The family, or whoever they named (by whom they know best)",
    "Their general practitioner",
    "Their care coordinator and the clinicians who know them",
    "The manager of the service",
    "Who is responsible for patient safety (incident report)",
    "Safeguarding, if children or others depended on them",
    "The moderators and helpers of their rooms, before the rooms are told",
    "The members of their rooms",
)


class ChangedMeanwhile(Exception):
    """A colleague was quicker. Nothing was done."""


@transaction.atomic
def report(
    *,
    person: Person,
    service: Service,
    how_known: str,
    by: Person,
    died_on: date | None = None,
    now: datetime | None = None,
) -> Death:
    """Closes the account at once: nobody signs in, open pages shut, no notice and no mail goes out. Reported again, it is
    the one that stands."""
    require(policies.may_deal_with(by, service) and not person.works_here and by.pk != person.pk, NOT_YOURS)
    require(bool(how_known.strip()), "Say how you know.")
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    standing = Death.objects.standing().filter(person=locked).first()
    if standing is not None:
        return standing
    death = Death.objects.create(
        person=locked, service=service, how_known=how_known.strip(), died_on=died_on, told_by=by,
        told_at=now or timezone.now(), was_active=locked.is_active,
    )  # fmt: skip
    Told.objects.bulk_create([Told(death=death, who=who) for who in TO_BE_TOLD])
    _close(locked)
    _write(death, "wrote down that a member died", by, how_known)
    return death


def _close(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)
    sessions.end_all(person=person)


@transaction.atomic
def confirm(*, death: Death, by: Person, now: datetime | None = None) -> Death:
    """By another colleague than who wrote it down."""
    locked = _lock(death, by)
    require(policies.may_confirm(by, locked), "Somebody else than who wrote it down has to confirm it.")
    _move(locked, "confirm")
    locked.confirmed_by, locked.confirmed_at = by, now or timezone.now()
    locked.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _write(locked, "confirmed that a member died", by)
    return locked


@transaction.atomic
def told(*, line: Told, name: str, on: date, by: Person) -> Told:
    """Somebody on the list has been told: who it was, and when."""
    death = _lock(line.death, by)
    line = death.list.get(pk=line.pk)
    if line.on is not None:
        raise ChangedMeanwhile  # what a colleague wrote down stands
    line.name, line.on, line.by = name.strip(), on, by
    line.save(update_fields=["name", "on", "by"])
    _write(death, "told somebody that a member died", by, line.who)
    return line


@transaction.atomic
def choose(*, death: Death, wish: Wish, wished_by: str, by: Person, words: str = "") -> Death:
    """What becomes of their words, as the family or the trust wishes; it can be changed again."""
    locked = _lock(death, by)
    require(locked.state == State.CONFIRMED, "A second colleague has to confirm it first.")
    did_hide = locked.hides
    locked.wish, locked.wished_by, locked.words = wish, wished_by.strip(), words.strip()
    locked.save(update_fields=["wish", "wished_by", "words"])
    if locked.hides != did_hide:
        hiding.begin(locked)
    _write(locked, "chose what becomes of a member's words", by, Wish(wish).label)
    return locked


@transaction.atomic
def say_to_rooms(
    *, death: Death, to: Sequence[Room], title: str, words: str, by: Person, send_key: str = ""
) -> list[Thread]:
    """A thread in each of these rooms, in one's own name. The same form sent again tells nobody twice: an empty list."""
    locked = _lock(death, by)
    require(locked.state == State.CONFIRMED, "A second colleague has to confirm it first.")
    require(all(room.service_id == locked.service_id for room in to), "Only rooms of this service.")
    if (
        send_key
        and not Announced.objects.get_or_create(death=locked, send_key=send_key, defaults={"by": by})[1]
    ):
        return []
    opened = [rooms.open_thread(room=room, title=title, body=words, by=by)[0] for room in to]
    _write(locked, "told rooms that a member died", by, ", ".join(room.slug for room in to))
    return opened


@transaction.atomic
def undo(*, death: Death, by: Person, why: str) -> Death:
    """It was a mistake: the account opens again and their words stand where they stood. What rooms were told is corrected
    by whoever told them."""
    locked = _lock(death, by)
    require(bool(why.strip()), "Say how you know that it was a mistake.")
    _move(locked, "undo")
    locked.save(update_fields=["state"])
    hiding.begin(locked)
    if locked.was_active:
        Person.objects.filter(pk=locked.person_id).update(is_active=True)
    _write(locked, "took back that a member died", by, why)
    return locked


def _lock(death: Death, by: Person) -> Death:
    require(policies.may_deal_with(by, death.service_id), NOT_YOURS)
    found = Death.objects.select_for_update(no_key=True, of=("self",)).select_related("person", "service")
    return found.get(pk=death.pk)


def _move(death: Death, action: str) -> None:
    target = leads(WAYS, action, death.state)
    if target is None:
        raise ChangedMeanwhile
    death.state = State(target)


def _write(death: Death, did: str, by: Person, why: Any = "") -> None:
    audit.write(who=by, did=did, what=f"death:{death.ref}", why=str(why)[:200], service=death.service)
