"""What the care team wrote down about somebody: who knows them, absences, training, discharge."""

from collections.abc import Iterable

from community.people.models import Person
from community.people.yours.holdings import Holding, Row
from community.people.yours.of_people import CARE


def known_by(person: Person) -> Iterable[Row]:
    for one in person.known_by.select_related("clinician", "service"):
        yield {
            "clinician": one.clinician.handle,
            "service": one.service.name,
            "since": one.since,
            "until": one.ended_at,
        }


def absences(person: Person) -> Iterable[Row]:
    for one in person.absences.all():
        yield {
            "kind": one.get_kind_display(), "first day": one.first_day, "last day": one.last_day,
            "cancelled": one.cancelled_at,
        }  # fmt: skip


def trainings(person: Person) -> Iterable[Row]:
    for one in person.trainings.select_related("service"):
        yield {
            "what": one.what, "service": one.service.name, "trained on": one.trained_on, "counts until": one.last_day,
            "withdrawn": one.withdrawn_at,
        }  # fmt: skip


def breaks(person: Person) -> Iterable[Row]:
    for one in person.helper_breaks.order_by("pk"):
        yield {"since": one.since, "until": one.last_day, "ended": one.ended_at}


def discharges(person: Person) -> Iterable[Row]:
    for one in person.discharges.select_related("service"):
        yield {"service": one.service.name, "day": one.day}


HOLDINGS = (
    Holding(("people.NamedClinician.member",), "Who knows you", rows=known_by, kept=CARE),
    Holding(
        ("people.PlannedAbsence.person", "people.PlannedAbsence.set_by"), "When you said you would be away",
        rows=absences, erase=lambda person: person.absences.all().delete(),
    ),
    Holding(("people.Training.person",), "What you were trained in", rows=trainings, kept=CARE),
    Holding(
        ("people.HelperBreak.person",), "When you rested from helping", rows=breaks,
        erase=lambda person: person.helper_breaks.all().delete(),
    ),
    Holding(("people.Discharge.person",), "When treatment ended", rows=discharges, kept=CARE),
)  # fmt: skip
