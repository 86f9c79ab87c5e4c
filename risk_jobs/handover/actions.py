"""Writing a hand-over and signing it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from cms.states import leads
from community.people import audit
from community.people.models import Person, Service
from community.people.policies import may, require
from community.people.roles import Permission
from risk_jobs.desk.models import Case, CaseEvent, CaseQuerySet
from risk_jobs.handover.models import Handover, Line
from risk_jobs.handover.states import WAYS, State

# A double press, or two colleagues who write at the end of the same shift.
JUST_NOW = timedelta(minutes=5)


class WrittenMeanwhile(Exception):
    """A colleague has just written one that nobody has signed. Nothing was done; who has seen it may write theirs too."""

    def __init__(self, other: Handover) -> None:
        self.other = other
        super().__init__(
            f"{other.written_by.handle} has just written a hand-over for this service. Read it on the page before this one"
            " and sign it, or press again to hand over with yours as well."
        )


class AlreadySigned(Exception):
    """Somebody else has signed it meanwhile. Nothing was done."""


def open_cases(service: Service, *, by: Person) -> CaseQuerySet:
    """What the note is made from, with the last note of each. Cases about the writer are not theirs to hand over."""
    notes = CaseEvent.objects.filter(case=OuterRef("pk"), did="noted").order_by("-at", "-pk")
    found = Case.objects.visible_to(by).now().open().filter(service=service).exclude(person=by)
    return found.annotate(last_note=Subquery(notes.values("text")[:1])).most_urgent_first()


@transaction.atomic
def write(
    *, service: Service, words: str, by: Person, seen: str = "", now: datetime | None = None
) -> Handover:
    """Signed by whoever writes it, over every open case as it stands at this moment. Sent twice it is one. `seen`: the `ref`
    of a colleague's that one knows of. Raises WrittenMeanwhile."""
    require(may(by, Permission.USE_DESK, service), "Only the desk of this service hands over.")
    now = now or timezone.now()
    # Two who write at once wait for one another.
    Service.objects.select_for_update(no_key=True).only("pk").get(pk=service.pk)
    fresh = Handover.objects.filter(service=service, written_at__gt=now - JUST_NOW).unsigned()
    if (same := fresh.filter(written_by=by, words=words).first()) is not None:
        return same
    other = fresh.exclude(written_by=by).select_related("written_by").first()
    if other is not None and other.ref != seen:
        raise WrittenMeanwhile(other)
    handover = Handover.objects.create(service=service, words=words, written_by=by, written_at=now)
    Line.objects.bulk_create(
        [
            Line(handover=handover, case=case, priority=case.priority, state=case.state, due_at=case.due_at,
                 held_by=case.claimed_by.handle if case.claimed_by else "",
                 last_note=case.last_note or "")  # type: ignore[attr-defined]
            for case in open_cases(service, by=by).select_related("claimed_by")
        ]
    )  # fmt: skip
    audit.write(who=by, did="wrote hand-over", what=f"handover:{handover.ref}", service=service)
    return handover


@transaction.atomic
def sign(*, handover: Handover, by: Person, now: datetime | None = None) -> Handover:
    """Who comes has read it. Of two who sign together one does; the other gets AlreadySigned."""
    locked = Handover.objects.select_for_update(no_key=True, of=("self",)).get(pk=handover.pk)
    require(
        may(by, Permission.USE_DESK, locked.service_id), "Only the desk of this service takes a hand-over."
    )
    require(by.pk != locked.written_by_id, "A hand-over is signed by two: somebody else has to take it.")
    target = leads(WAYS, "sign", locked.state)
    if target is None:
        raise AlreadySigned
    locked.state, locked.signed_by, locked.signed_at = State(target), by, now or timezone.now()
    locked.save(update_fields=["state", "signed_by", "signed_at"])
    audit.write(who=by, did="signed hand-over", what=f"handover:{locked.ref}", service=locked.service)
    return locked


@transaction.atomic
def record_reading(*, handover: Handover, by: Person) -> None:
    audit.write(who=by, did="read hand-over", what=f"handover:{handover.ref}", service=handover.service)
