"""What is put on a thread, a room or a person for a while, and lifted. It ends by itself: whether it is in force is
asked of the clock."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from community.moderation import policies
from community.moderation.actions.deciding import ChangedMeanwhile, close_report, decide, lock_report
from community.moderation.models import Decision, Reported
from community.people import audit
from community.people.models import Person, Service
from community.people.policies import require
from community.people.signing_in import sessions
from community.rooms import policies as room_policies
from community.rooms import restraints
from community.rooms.models import Measure, Room, Thread

Kind = Measure.Kind


@transaction.atomic
def put_on(
    *,
    kind: Measure.Kind,
    on: Room | Thread | Person,
    by: Person,
    sentence: str,
    service: Service | None = None,
    rule: str = "",
    ends_at: datetime | None = None,
    minutes: int | None = None,
    reported: Reported | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Decision:
    """`service` is needed for a person: what they may write is held back in its rooms alone; a suspension closes the
    account. `reported`, as it was `seen`: what this deals with, and closes. Raises ChangedMeanwhile when the same is in
    force already, or somebody else was quicker."""
    now = now or timezone.now()
    # Its row orders two moderators who press together.
    type(on).objects.select_for_update(no_key=True).only("pk").get(pk=on.pk)
    where, about = _place(on, service, by)
    if Measure.objects.in_force(now).filter(kind=kind, **_column(on)).exists():
        raise ChangedMeanwhile("This is in force already: somebody else was quicker.")
    report = lock_report(reported, by, seen)
    require(
        report is None or report.about_id == getattr(about, "pk", None), "That report is about somebody else."
    )
    measure = Measure.objects.create(
        kind=kind, service=where, by=by, sentence=sentence[:300], rule=rule, began_at=now, ends_at=ends_at,
        minutes=minutes if kind == Kind.SLOW else None, **_column(on),
    )  # fmt: skip
    _take_effect(measure)
    audit.write(who=by, did=f"put on {kind}", what=f"measure:{measure.ref}", why=sentence, service=where)
    thread = on if isinstance(on, Thread) else None
    room = on if isinstance(on, Room) else thread.room if thread else None
    decision = decide(
        kind=Decision.Kind.MEASURE, by=by, service=where, about=about, sentence=sentence, rule=rule, measure=measure,
        thread=thread, room=room, report=report, now=now,
    )  # fmt: skip
    close_report(report, "act", by=by, now=now)
    return decision


def _place(on: Room | Thread | Person, service: Service | None, by: Person) -> tuple[Service, Person | None]:
    """Its service, and whom it concerns; refuses whoever may not."""
    if isinstance(on, Person):
        policies.require_may_measure(by, on)
        room = room_policies.room_moderated_for(by, on)
        assert room is not None
        found = service or room.service
        require(
            policies.measures_in(by, on, found), "You do not moderate a room of that service that they enter."
        )
        return found, on
    room = on if isinstance(on, Room) else on.room
    room_policies.require_moderates(by, room)
    return room.service, on.author if isinstance(on, Thread) else None


def _column(on: Room | Thread | Person) -> dict[str, Any]:
    name = "person" if isinstance(on, Person) else "thread" if isinstance(on, Thread) else "room"
    return {name: on}


@transaction.atomic
def lift(*, measure: Measure, by: Person, sentence: str, now: datetime | None = None) -> Decision:
    """Before its end, by any moderator of the service."""
    rows = Measure.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "service", "person", "thread__room", "room"
    )
    measure = rows.get(pk=measure.pk)
    require(
        policies.can_lift(by, measure), "Only moderators of this service can do this, and not for themselves."
    )
    if not measure.is_in_force(now):
        raise ChangedMeanwhile("This is not in force any more.")
    end(measure, by=by, now=now)
    audit.write(
        who=by,
        did=f"lifted {measure.kind}",
        what=f"measure:{measure.ref}",
        why=sentence,
        service=measure.service,
    )
    about = measure.person or (measure.thread.author if measure.thread else None)
    room = measure.room or (measure.thread.room if measure.thread else None)
    return decide(
        kind=Decision.Kind.LIFT, by=by, service=measure.service, about=about, sentence=sentence, measure=measure,
        thread=measure.thread, room=room, now=now,
    )  # fmt: skip


def end(measure: Measure, *, by: Person, now: datetime | None = None) -> None:
    """Called by actions, which hold the policy."""
    measure.lifted_at, measure.lifted_by = now or timezone.now(), by
    measure.save(update_fields=["lifted_at", "lifted_by"])
    _take_effect(measure)


def put_back(measure: Measure) -> None:
    """A lifting is undone. Called by actions, which hold the policy."""
    measure.lifted_at = measure.lifted_by = None
    measure.save(update_fields=["lifted_at", "lifted_by"])
    _take_effect(measure)


def _take_effect(measure: Measure) -> None:
    """A suspension stands on the person too, where every door asks: the latest end of those in force. Whoever is
    suspended is signed out, and their open pages close."""
    person = measure.person
    if person is None:
        return
    restraints.forget(person)
    if measure.kind != Kind.SUSPEND:
        return
    standing = Measure.objects.filter(person=person, kind=Kind.SUSPEND, lifted_at=None)
    person.suspended_until = standing.aggregate(until=Max("ends_at"))["until"]
    person.save(update_fields=["suspended_until"])
    if measure.lifted_at is None:
        sessions.end_all(person=person)
