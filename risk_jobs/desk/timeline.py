"""The one place that locks a case, and the one that writes what happened to it."""

from datetime import datetime
from typing import Any

from django.db import connection

from community.people.models import Person
from risk_jobs.desk.models import Case, CaseEvent, CaseQuerySet


def lock(*, skip_locked: bool = False) -> CaseQuerySet:
    """Cases with their service, the case's own row held until the transaction ends. `skip_locked`: leave out what
    somebody else holds, where the database can."""
    skip = skip_locked and connection.features.has_select_for_update_skip_locked
    rows = Case.objects.select_for_update(no_key=True, skip_locked=skip, of=("self",))
    return rows.select_related("service")


def write(
    case: Case, did: str, *, at: datetime, by: Person | None = None, text: str = "",
    before: dict[str, Any] | None = None,
) -> CaseEvent:  # fmt: skip
    """One line of the timeline; without `by` it is the building's own doing. `before`: what undoing it puts back."""
    return CaseEvent.objects.create(case=case, at=at, by=by, did=did, text=text, before=before)


def save(
    case: Case, did: str, *, at: datetime, by: Person | None = None, text: str = "",
    before: dict[str, Any] | None = None,
) -> CaseEvent:  # fmt: skip
    """The case as it is now, and why. Whoever has an older page open is told before they act."""
    case.version += 1
    case.save()
    return write(case, did, at=at, by=by, text=text, before=before)
