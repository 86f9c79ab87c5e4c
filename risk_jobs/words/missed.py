"""This should have been flagged: any text, said by anybody of the staff of its service."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import may, require, services_where
from community.people.roles import Permission
from community.utterances.models import Kind, Utterance
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case, Lane
from risk_jobs.words.models import Missed


class Already(Exception):
    """It is on the desk: no rule missed it, or somebody has said so before."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__("This text is on the desk already.")


def texts_for(person: Person) -> QuerySet[Utterance]:
    """Those that this person may point at: of the services whose desk they work."""
    services = services_where(person, Permission.USE_DESK)
    found = Utterance.objects.readable_by(person).filter(service__in=services)
    return found.select_related("author", "room", "service")


def text_of_post(person: Person, post_id: int) -> Utterance | None:
    """As it stands now: an edit is another text."""
    return texts_for(person).filter(kind=Kind.POST, source_id=post_id).order_by("-revision").first()


def on_the_desk(utterance: Utterance) -> Case | None:
    flag = utterance.flags.filter(case__lane=Lane.NOW).select_related("case").first()
    return flag.case if flag else None


@transaction.atomic
def report(
    *, utterance: Utterance, topic: str, priority: int, why: str, by: Person, by_audit: bool = False,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """Count it as a miss and put it on the desk; its clock starts now."""
    allowed = may(by, Permission.USE_DESK, utterance.service_id) and utterance.author_id != by.pk
    require(
        allowed, "Only staff who work the desk of this service can say so, and not about their own words."
    )
    now = now or timezone.now()
    # Two who report at once are one case: the author's row orders them, as it does for the judge.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=utterance.author_id)
    case = on_the_desk(utterance)
    if case is not None:
        raise Already(case)
    try:
        with transaction.atomic():
            Missed.objects.create(
                utterance=utterance, by=by, at=now, topic=topic, priority=priority, why=why, by_audit=by_audit
            )
    except IntegrityError:
        pass  # reported before; its case may have been historic
    flag = desk.raise_by_staff(utterance=utterance, topic=topic, priority=priority, now=now)
    audit.write(
        who=by,
        did="said text was missed",
        what=f"utterance:{utterance.ref}",
        why=why,
        service=utterance.service,
    )
    return flag.case
