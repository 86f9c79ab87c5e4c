"""Handing a concern over to the desk, in the transaction of whoever noticed."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.concerns import asked, policies
from community.concerns.models import Concern, Kind
from community.people import audit
from community.people.models import Person, Service
from community.people.policies import require
from community.utterances import actions as utterances
from community.utterances import models as said
from community.utterances.models import Utterance

NOW, SAME_DAY = 1, 2
WORRIED = "worried"


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a questionnaire and what was answered: "PHQ-9", "2.1", "9", its words, "Several days", 1."""

    instrument: str
    version: str
    number: str
    question: str
    answer: str
    value: int


@transaction.atomic
def score(
    *,
    item: Item,
    about: Person,
    service: Service,
    topic: str,
    priority: int,
    answer: str,
    now: datetime | None = None,
) -> Concern:
    """The port of questionnaires: an answer that a clinician should read now (1) or today (2). `answer` names the one
    answer, so that handing it over again adds nothing. Whoever calls has asked their own policy. A zero is no concern and
    takes none away: it is not handed over."""
    # Two who hand it over at once wait for one another.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=about.pk)
    known = Concern.objects.filter(answer=answer).first()
    if known is not None:
        return known
    return _hand_over(
        Concern(kind=Kind.SCORE, about=about, service=service, topic=topic, priority=priority, item=asdict(item),
                answer=answer, at=now or timezone.now())
    )  # fmt: skip


@transaction.atomic
def raise_person(
    *, about: Person, by: Person, words: str, is_now: bool = False, now: datetime | None = None
) -> tuple[Concern, Utterance | None]:
    """Somebody who looks after others in a room asks a clinician to look after a member of it."""
    service = policies.service_for(by, about)
    require(
        service is not None,
        "Helpers, volunteers and the team can ask a clinician to look after a member of their rooms.",
    )
    require(bool(words.strip()), "Say in a few words what you noticed.")
    assert service is not None
    return by_somebody(about=about, service=service, by=by, words=words, is_now=is_now, now=now)


def by_somebody(
    *, about: Person, service: Service, by: Person, words: str, is_now: bool, utterance: Utterance | None = None,
    now: datetime | None = None,
) -> tuple[Concern, Utterance | None]:  # fmt: skip
    """Called by actions, which hold the policy. The words are a text like any other and are judged: who asks may be in
    need of care themselves."""
    now = now or timezone.now()
    # Both rows in one order, as these two may be asking about one another.
    list(
        Person.objects.select_for_update(no_key=True)
        .only("pk")
        .filter(pk__in=[about.pk, by.pk])
        .order_by("pk")
    )
    concern = _hand_over(
        Concern(kind=Kind.STAFF, about=about, service=service, by=by, utterance=utterance, topic=WORRIED,
                priority=NOW if is_now else SAME_DAY, words=words.strip(), at=now)
    )  # fmt: skip
    audit.write(who=by, did="asked for a clinician", what=f"person:{about.ref}", service=service)
    if not concern.words:
        return concern, None
    return concern, utterances.record(
        kind=said.Kind.CONCERN, source_id=concern.pk, text=concern.words, by=by, room=None, service=service, stands=False,
        not_for=about, now=now,
    )  # fmt: skip


def _hand_over(concern: Concern) -> Concern:
    concern.save()
    asked.send(sender=Concern, concern=concern)
    return concern
