"""What a clinician sees of a member's care, on their page and beside a case."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from community.people.models import (
    Discharge,
    NamedClinician,
    Person,
    PlannedAbsence,
    Service,
    Training,
)


@dataclass(frozen=True, slots=True)
class Care:
    """In one service, on one day."""

    service: Service
    known_by: list[NamedClinician]
    absences: list[PlannedAbsence]  # those that have not ended, the one in force among them
    trainings: list[Training]
    discharge: Discharge | None
    day: date

    @property
    def away(self) -> PlannedAbsence | None:
        return next((one for one in self.absences if one.first_day <= self.day), None)


def care_of(person: Person, service: Service, *, day: date | None = None) -> Care:
    day = day or timezone.localdate()
    known = (
        NamedClinician.objects.in_force().filter(member=person, service=service).select_related("clinician")
    )
    absences = (
        PlannedAbsence.objects.standing().filter(person=person, last_day__gte=day).select_related("set_by")
    )
    trainings = Training.objects.filter(person=person, service=service, withdrawn_at=None).select_related(
        "signed_by"
    )
    discharged = Discharge.objects.filter(person=person, service=service).select_related("by").first()
    return Care(service, list(known), list(absences), list(trainings), discharged, day)
