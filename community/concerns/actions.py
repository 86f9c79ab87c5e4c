"""Handing a concern over to the desk, in the transaction of whoever noticed."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

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
# The same words about the same member within this are a double press. After it, somebody asks again because nobody came.
SENT_TWICE = timedelta(minutes=2)
# Each call for "now" wakes whoever is on call. What one person asks beyond this waits in the queue, and they are told.
MOST_NOW, MOST_NOW_IN = 5, timedelta(hours=1)


class Became(StrEnum):
    PASSED_ON = "passed on"
    SENT_BEFORE = "sent before"
    FOR_TODAY = "for today"  # asked for now, too often in an hour


class Asked(NamedTuple):
    """What was asked, the words as they were said, and what became of it."""

    concern: Concern
    said: Utterance | None
    became: Became


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
) -> Asked:
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
) -> Asked:  # fmt: skip
    """Called by actions, which hold the policy. The words are a text like any other and are judged: who asks may be in
    need of care themselves. Sent twice it is one; nothing that somebody asks is dropped."""
    now, words = now or timezone.now(), words.strip()
    # Both rows in one order, as these two may be asking about one another.
    list(
        Person.objects.select_for_update(no_key=True)
        .only("pk")
        .filter(pk__in=[about.pk, by.pk])
        .order_by("pk")
    )
    asked_so_often = is_now and _is_too_often(by, now)
    priority = NOW if is_now and not asked_so_often else SAME_DAY
    # What is asked for now joins no concern of today, and what did not call joins none that did.
    same = Concern.objects.filter(by=by, about=about, utterance=utterance, words=words, priority=priority)
    if (before := same.filter(at__gt=now - SENT_TWICE, at__lte=now).first()) is not None:
        return Asked(before, None, Became.FOR_TODAY if asked_so_often else Became.SENT_BEFORE)
    concern = _hand_over(
        Concern(kind=Kind.STAFF, about=about, service=service, by=by, utterance=utterance, topic=WORRIED,
                priority=priority, words=words, at=now)
    )  # fmt: skip
    did = (
        "asked for a clinician"
        if not asked_so_often
        else "asked for a clinician now, too often to call again"
    )
    audit.write(who=by, did=did, what=f"person:{about.ref}", service=service)
    became = Became.FOR_TODAY if asked_so_often else Became.PASSED_ON
    return Asked(concern, _record(concern, now), became)


def _is_too_often(by: Person, now: datetime) -> bool:
    """Of the team nobody is counted: they may be working through a night on which much happens."""
    if by.works_here:
        return False
    called = Concern.objects.filter(by=by, priority=NOW, at__gt=now - MOST_NOW_IN, at__lte=now)
    return called.count() >= MOST_NOW


def _record(concern: Concern, now: datetime) -> Utterance | None:
    if not concern.words:
        return None
    assert concern.by is not None, "whoever looks after others has a name"
    return utterances.record(
        kind=said.Kind.CONCERN, source_id=concern.pk, text=concern.words, by=concern.by, room=None,
        service=concern.service, stands=False, not_for=concern.about, now=now,
    )  # fmt: skip


def _hand_over(concern: Concern) -> Concern:
    concern.save()
    asked.send(sender=Concern, concern=concern)
    return concern
