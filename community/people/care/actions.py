"""What the care team decides about a member, and what members say about being away."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.people import audit
from community.people.models import (
    Discharge,
    Membership,
    NamedClinician,
    Person,
    PlannedAbsence,
    Service,
    Training,
)
from community.people.policies import may, require
from community.people.roles import Permission, Role

LONGEST_ABSENCE_DAYS = 366
LONGEST_TRAINING_DAYS = 2 * 366


def keeps(by: Person, person: Person, service: Service) -> bool:
    """May decide about this member in this service; nobody about themselves."""
    return by.pk != person.pk and may(by, Permission.KEEP_CARE_TEAM, service)


def _require_keeps(by: Person, person: Person, service: Service) -> None:
    require(
        keeps(by, person, service), "Only clinicians of the service decide this, and nobody about themselves."
    )
    require(belongs_to(person, service), "This person has no key to the service.")


def belongs_to(person: Person, service: Service) -> bool:
    """Holds or held a key to one of its rooms."""
    return Membership.objects.filter(person=person, room__service=service).exists()


# --- who knows them -------------------------------------------------------------------------------------------
@transaction.atomic
def name_clinician(
    *, member: Person, clinician: Person, service: Service, by: Person, since: date | None = None
) -> NamedClinician:
    _require_keeps(by, member, service)
    works = clinician.appointments.in_force().filter(service=service, role=Role.CLINICIAN).exists()
    require(works, "Name a clinician who works in this service.")
    require(clinician.pk != member.pk, "Nobody is their own clinician.")
    named, made = NamedClinician.objects.get_or_create(
        member=member, clinician=clinician, service=service, ended_at=None,
        defaults={"named_by": by, "since": since or timezone.localdate()},
    )  # fmt: skip
    if made:
        _write(by, "named clinician of", member, service, why=clinician.handle)
    return named


@transaction.atomic
def end_naming(*, named: NamedClinician, by: Person, now: datetime | None = None) -> None:
    _require_keeps(by, named.member, named.service)
    if NamedClinician.objects.filter(pk=named.pk, ended_at=None).update(ended_at=now or timezone.now()):
        _write(by, "ended named clinician of", named.member, named.service, why=named.clinician.handle)


# --- away -----------------------------------------------------------------------------------------------------
@transaction.atomic
def plan_absence(
    *, person: Person, kind: PlannedAbsence.Kind, first_day: date, last_day: date, by: Person,
    service: Service | None = None,
) -> PlannedAbsence:  # fmt: skip
    """By the member, or by a clinician of `service`. It may have begun, but not be over."""
    _require_own_or_keeps(by, person, service)
    require(first_day <= last_day, "The last day comes after the first.")
    require(last_day >= timezone.localdate(), "These days are over already.")
    require(
        (last_day - first_day).days < LONGEST_ABSENCE_DAYS, "Plan a year at most; you can plan again then."
    )
    planned = PlannedAbsence.objects.create(
        person=person, kind=kind, first_day=first_day, last_day=last_day, set_by=by
    )
    _write(by, "planned absence of", person, service)
    return planned


@transaction.atomic
def cancel_absence(*, absence: PlannedAbsence, by: Person, service: Service | None = None) -> None:
    _require_own_or_keeps(by, absence.person, service)
    if PlannedAbsence.objects.filter(pk=absence.pk, cancelled_at=None).update(cancelled_at=timezone.now()):
        _write(by, "cancelled absence of", absence.person, service)


def _require_own_or_keeps(by: Person, person: Person, service: Service | None) -> None:
    if by.pk == person.pk:
        return
    require(service is not None, "Only they themselves, or their care team, can plan this.")
    assert service is not None
    _require_keeps(by, person, service)


# --- after treatment ------------------------------------------------------------------------------------------
@transaction.atomic
def discharge(
    *,
    person: Person,
    service: Service,
    last_days: Mapping[int, date | None],
    by: Person,
    day: date | None = None,
) -> Discharge:
    """Treatment ended; the account stays. `last_days`: room id -> the last day it stays open, None for no end.
    A room that is not named stays as it is."""
    _require_keeps(by, person, service)
    held = Membership.objects.in_force().filter(person=person, room__service=service)
    require(held.exists(), "No room of the service is open to this person.")
    require(
        all(end is None or end >= timezone.localdate() for end in last_days.values()),
        "A last day is over already.",
    )
    for room, end in last_days.items():
        held.filter(room=room).update(last_day=end)
    done = Discharge.objects.create(person=person, service=service, by=by, day=day or timezone.localdate())
    _write(by, "discharged", person, service)
    return done


@transaction.atomic
def sign_training(
    *, person: Person, service: Service, what: str, trained_on: date, last_day: date, by: Person
) -> Training:
    """Somebody was trained as a helper. It gives no role by itself."""
    _require_keeps(by, person, service)
    require(trained_on <= timezone.localdate(), "The day of the training is still to come.")
    require(last_day > trained_on, "It counts until a day after the training.")
    require((last_day - trained_on).days <= LONGEST_TRAINING_DAYS, "A training counts for two years at most.")
    signed = Training.objects.create(
        person=person, service=service, what=what, trained_on=trained_on, last_day=last_day, signed_by=by
    )
    _write(by, "signed training of", person, service)
    return signed


@transaction.atomic
def withdraw_training(*, training: Training, by: Person, why: str) -> None:
    """From the next request on they stand in their rooms as the patient they were."""
    _require_keeps(by, training.person, training.service)
    require(bool(why.strip()), "Say why it no longer counts.")
    first = Training.objects.filter(pk=training.pk, withdrawn_at=None)
    if first.update(withdrawn_at=timezone.now(), withdrawn_why=why[:200]):
        _write(by, "withdrew training of", training.person, training.service, why=why)


@transaction.atomic
def make_helper(*, person: Person, service: Service, by: Person) -> int:
    """A patient who has recovered becomes a helper in the rooms of the service that they hold; returns how many.
    Needs a training in force, and lasts as long as one is."""
    _require_keeps(by, person, service)
    trained = Training.objects.in_force().filter(person=person, service=service).exists()
    require(trained, "A helper needs a training that counts today. Record it first.")
    held = Membership.objects.in_force().filter(Q(role=Role.PATIENT), person=person, room__service=service)
    count = held.update(role=Role.RECOVERED)
    _write(by, "made helper", person, service)
    return count


def _write(by: Person, did: str, person: Person, service: Service | None, why: str = "") -> None:
    audit.write(who=by, did=did, what=f"person:{person.ref}", why=why, service=service)
