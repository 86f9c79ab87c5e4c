"""How a text comes to the desk: a flag in the case it belongs to, or in a new one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.people.models import Person
from community.utterances.models import Utterance
from risk_jobs.desk import members, timeline
from risk_jobs.desk.actions import spreading
from risk_jobs.desk.models import Case, Flag, Lane, RuleHit, Source
from risk_jobs.screening.judge import Hit, Verdict

ROLLING = timedelta(days=1)
ROUTINE = 3
UNREAD_TOPIC = "unread"
UNREAD_PRIORITY = 2


@transaction.atomic(savepoint=False)
def raise_flags(
    *, utterance: Utterance, verdict: Verdict, now: datetime | None = None, lane: Lane = Lane.NOW
) -> list[Flag]:
    """Put what the judge found into the queue: one flag for each topic that hit at P1–P3.

    Runs inside the transaction that saves the text, so flags commit with it; safe to run twice.
    """
    by_topic: dict[str, list[Hit]] = defaultdict(list)
    for hit in verdict.hits:
        if hit.priority <= ROUTINE:
            by_topic[hit.topic].append(hit)
    flags = [
        _raise(
            Found(utterance, topic, min(hit.priority for hit in hits), Source.RULE, lane, hits, verdict), now
        )
        for topic, hits in sorted(by_topic.items())
    ]
    if lane == Lane.NOW:
        spreading.look(utterance, flags, now or timezone.now())
    return flags


def raise_unread(*, utterance: Utterance, now: datetime | None = None) -> Flag:
    """The judge failed on this text again and again: a person has to read it."""
    return _raise(Found(utterance, UNREAD_TOPIC, UNREAD_PRIORITY, Source.UNREAD), now)


def raise_by_staff(*, utterance: Utterance, topic: str, priority: int, now: datetime | None = None) -> Flag:
    """Somebody of the staff says that a text should have been flagged: its clock starts now."""
    return _raise(Found(utterance, topic, priority, Source.STAFF), now)


def raise_concern(
    *, utterance: Utterance, topic: str, priority: int, source: Source, now: datetime | None = None
) -> Flag:
    """Somebody asks for a clinician to look at this text and who wrote it."""
    return _raise(Found(utterance, topic, priority, source), now)


def raise_by_watch(*, utterance: Utterance, hit: Hit, now: datetime | None = None) -> Flag:
    """A watched search found this text."""
    return _raise(Found(utterance, hit.topic, hit.priority, Source.WATCH, hits=[hit]), now)


@dataclass(frozen=True, slots=True)
class Found:
    """One text under one topic, with what the judge said of it, if the judge did."""

    utterance: Utterance
    topic: str
    priority: int
    source: Source
    lane: Lane = Lane.NOW
    hits: Sequence[Hit] = ()
    verdict: Verdict | None = None


@transaction.atomic(savepoint=False)
def _raise(found: Found, now: datetime | None) -> Flag:
    now = now or timezone.now()
    utterance = found.utterance
    # The member's row orders two texts of the same member that hit at the same moment into one case.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=utterance.author_id)
    already = Flag.objects.filter(utterance=utterance, topic=found.topic).select_related("case").first()
    if already is not None and found.lane == Lane.NOW and already.case.lane == Lane.HISTORIC:
        return _of_now(already, found, now)
    if already is not None:
        return _graver(already, found, now) if found.priority < already.priority else already
    flag = Flag.objects.create(
        case=_case_for(found, now),
        utterance=utterance,
        topic=found.topic,
        priority=found.priority,
        hits=[asdict(hit) for hit in found.hits],
        rules_version=found.verdict.rules_version if found.verdict else "",
        raised_at=now,
    )
    if found.verdict:
        RuleHit.objects.bulk_create(_rule_hits(flag, found, found.verdict))
    return flag


def _graver(flag: Flag, found: Found, now: datetime) -> Flag:
    """The rest of a long text, judged later, holds something graver than its beginning. What was raised live is
    never moved by looking back."""
    if found.lane != Lane.NOW or flag.case.lane != Lane.NOW or found.verdict is None:
        return flag
    return _move(flag, found, now)


def _of_now(flag: Flag, found: Found, now: datetime) -> Flag:
    """Who looked back read it first, as it was still owed to the judge or as no rule of its time found it. The historic
    lane has no clock: what is found now, or pointed at by somebody, is not left there."""
    flag.raised_at = now
    return _move(flag, found, now)


def _move(flag: Flag, found: Found, now: datetime) -> Flag:
    """To the case it belongs to as it was found this time. Where nobody judged it anew, its reasons stay."""
    flag.case, flag.priority = _case_for(found, now), found.priority
    if found.verdict:
        flag.hits, flag.rules_version = [asdict(hit) for hit in found.hits], found.verdict.rules_version
    flag.save(update_fields=["case", "priority", "hits", "rules_version", "raised_at"])
    if found.verdict:
        RuleHit.objects.bulk_create(_rule_hits(flag, found, found.verdict), ignore_conflicts=True)
    return flag


def _rule_hits(flag: Flag, found: Found, verdict: Verdict) -> list[RuleHit]:
    """One for each rule behind a flag, which may hold several hits of one rule. A rule that looks back alone
    was not alone where others had flagged the text when it was said."""
    most_urgent = {hit.rule_id: hit for hit in sorted(found.hits, key=lambda hit: -hit.priority)}
    before = found.lane == Lane.HISTORIC and (found.utterance.priority or ROUTINE + 1) <= ROUTINE
    return [
        RuleHit(
            flag=flag,
            rule=hit.rule_id,
            version=hit.rule_version,
            priority=hit.priority,
            alone=verdict.rules == [hit.rule_id] and not before,
            at=flag.raised_at,
        )
        for hit in most_urgent.values()
    ]


def _case_for(found: Found, now: datetime) -> Case:
    """The open case this hit belongs to, raised if need be, or a new one."""
    utterance = found.utterance
    case = (
        timeline.lock()
        .open()
        .filter(person=utterance.author_id, topic=found.topic, source=found.source, lane=found.lane)
        .filter(service=utterance.service_id, last_hit_at__gte=now - ROLLING)
        .filter(*_not_long_after(found, now))
        .order_by("-last_hit_at")
        .first()
    )
    if case is not None:
        return members.join(case, found.priority, now)
    assert utterance.service is not None, "every text that is judged belongs to a service's desk"
    return members.open_case(
        person=utterance.author, service=utterance.service, topic=found.topic, source=found.source,
        priority=found.priority, now=now, lane=found.lane,
    )  # fmt: skip


def _not_long_after(found: Found, now: datetime) -> list[Q]:
    """Who looks back reads the newest first: what was said weeks later is another case."""
    return [Q(last_hit_at__lte=now + ROLLING)] if found.lane == Lane.HISTORIC else []
