"""Everything that changes a case. Each action leaves a line in its timeline and in the audit log."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.states import leads
from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.utterances.models import Utterance
from risk_jobs.desk import clocks, policies, states, timing
from risk_jobs.desk.models import Case, CaseEvent, Flag, Lane, RuleHit, Source
from risk_jobs.desk.states import Outcome, State
from risk_jobs.screening.judge import Hit, Verdict

ROLLING = timedelta(days=1)
ROUTINE = 3
UNREAD_TOPIC = "unread"
UNREAD_PRIORITY = 2


class ChangedMeanwhile(Exception):
    """Somebody else changed the case since the page was shown. Nothing was done."""

    def __init__(self, case: Case) -> None:
        self.case = case
        last = case.events.select_related("by").last()
        who = last.by.handle if last and last.by else "the clock"
        when = timezone.localtime(last.at).strftime("%H:%M") if last else "just now"
        super().__init__(
            f"Changed by {who} at {when}. Have a look before you go on; nothing was overwritten."
        )


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
    return [
        _raise(
            Found(utterance, topic, min(hit.priority for hit in hits), Source.RULE, lane, hits, verdict), now
        )
        for topic, hits in sorted(by_topic.items())
    ]


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
    already = Flag.objects.filter(utterance=utterance, topic=found.topic).first()
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
    flag.case, flag.priority = _case_for(found, now), found.priority
    flag.hits, flag.rules_version = [asdict(hit) for hit in found.hits], found.verdict.rules_version
    flag.save(update_fields=["case", "priority", "hits", "rules_version"])
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
        Case.objects.select_for_update(no_key=True)
        .open()
        .filter(person=utterance.author_id, topic=found.topic, source=found.source, lane=found.lane)
        .filter(service=utterance.service_id, last_hit_at__gte=now - ROLLING)
        .filter(*_not_long_after(found, now))
        .order_by("-last_hit_at")
        .first()
    )
    if case is None:
        assert utterance.service_id is not None, "every text that is judged belongs to a service's desk"
        case = Case.objects.create(
            service_id=utterance.service_id,
            person_id=utterance.author_id,
            topic=found.topic,
            source=found.source,
            lane=found.lane,
            priority=found.priority,
            opened_at=now,
            last_hit_at=now,
            due_at=clocks.due_at(found.priority, now, utterance.service_id)
            if found.lane == Lane.NOW
            else None,
        )
        timing.start(case, now)
        _write(case, "opened", by=None, now=now)
        return case
    return _join(case, found.priority, now)


def _not_long_after(found: Found, now: datetime) -> list[Q]:
    """Who looks back reads the newest first: what was said weeks later is another case."""
    return [Q(last_hit_at__lte=now + ROLLING)] if found.lane == Lane.HISTORIC else []


def _join(case: Case, priority: int, now: datetime) -> Case:
    """A later hit joins; a graver one raises the case and starts its clock anew; a new P1 always alerts."""
    case.last_hit_at = max(case.last_hit_at, now)
    case.version += 1
    if priority < case.priority or priority == 1:
        case.priority = min(priority, case.priority)
        if case.due_at is not None:
            case.due_at = min(case.due_at, clocks.due_at(priority, now, case.service_id))
        timing.start(case, now)
        _write(case, "raised", by=None, now=now, text=f"to P{case.priority}")
    else:
        _write(case, "joined", by=None, now=now)
    case.save()
    return case


@transaction.atomic
def claim(*, case: Case, by: Person, now: datetime | None = None) -> Case:
    """Take a case. Of two who press together one holds it; the other gets ChangedMeanwhile."""
    now = now or timezone.now()
    case = _lock(case, by)
    if not policies.can_claim(by, case):
        raise ChangedMeanwhile(case)
    _move(case, "claim")
    case.claimed_by, case.claimed_at = by, now
    case.claim_ends_at = now + clocks.claim_holds_for(case.service)
    timing.claimed(case)
    return _done(case, "claimed", by=by, now=now)


@transaction.atomic
def release(*, case: Case, by: Person, now: datetime | None = None) -> Case:
    """Give a case back to the queue; its clock goes on from where it was."""
    case = _lock(case, by)
    require(policies.holds(by, case), "Only the person who holds a case can give it back.")
    _move(case, "release")
    case.claimed_by = case.claimed_at = case.claim_ends_at = None
    timing.given_back(case)
    return _done(case, "released", by=by, now=now)


@transaction.atomic
def add_note(*, case: Case, by: Person, text: str, now: datetime | None = None) -> CaseEvent:
    case = _lock(case, by)
    event = _write(case, "noted", by=by, now=now, text=text)
    audit.write(who=by, did="noted case", what=f"case:{case.ref}", service=case.service)
    return event


@transaction.atomic
def close(*, case: Case, by: Person, outcome: Outcome, version: int, now: datetime | None = None) -> Case:
    """Close with an outcome. `version` is the one the page showed: a hit that arrived since must be seen first."""
    now = now or timezone.now()
    case = _lock(case, by)
    if case.version != version or case.state == State.CLOSED:
        raise ChangedMeanwhile(case)
    require(policies.holds(by, case), "Claim the case before you close it.")
    _move(case, "close")
    case.outcome, case.closed_by, case.closed_at = outcome, by, now
    timing.closed(case)
    return _done(case, "closed", by=by, now=now, text=Outcome(outcome).label)


@transaction.atomic
def record_reading(*, case: Case, by: Person) -> None:
    """Every reading of a case is in the audit log."""
    timing.seen_by(case, by)
    audit.write(who=by, did="read case", what=f"case:{case.ref}", service=case.service)


def _lock(case: Case, by: Person) -> Case:
    locked = (
        Case.objects.select_for_update(no_key=True, of=("self",)).select_related("service").get(pk=case.pk)
    )
    require(
        policies.can_work_on(by, locked),
        "You do not work on the desk of this service, or this case is about you.",
    )
    return locked


def _move(case: Case, action: str) -> None:
    target = leads(states.WAYS, action, case.state)
    if target is None:
        raise ChangedMeanwhile(case)
    case.state = target


def _done(case: Case, did: str, *, by: Person, now: datetime | None, **said: Any) -> Case:
    case.version += 1
    case.save()
    _write(case, did, by=by, now=now, **said)
    audit.write(who=by, did=f"{did} case", what=f"case:{case.ref}", service=case.service)
    return case


def _write(case: Case, did: str, *, by: Person | None, now: datetime | None, text: str = "") -> CaseEvent:
    return CaseEvent.objects.create(case=case, at=now or timezone.now(), by=by, did=did, text=text)
