"""Back-tests and looks back: asked for here, read by `reading.py`, judged here again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import require, services_where
from community.people.roles import Permission
from community.utterances.marks import Piece, excerpt
from risk_jobs.words import policies, tasks
from risk_jobs.words.actions import NOT_YOURS, ChangedMeanwhile
from risk_jobs.words.figures import Share
from risk_jobs.words.models import RuleVersion, Trial, TrialHit, TrialKind
from risk_jobs.words.states import State

SAMPLE = 20
# Minutes that a clinician needs for one text of each priority: read it, its surroundings, act, and note it.
MINUTES = {1: 30, 2: 12, 3: 4, 4: 0}


@transaction.atomic
def start(
    *, version: RuleVersion, kind: TrialKind, by: Person, days: int = 90, now: datetime | None = None
) -> Trial:
    """Ask for a reading of the last `days` days. A live rule looks back; anything that is not retired can be
    back-tested."""
    require(policies.can_write(by, version.rule), NOT_YOURS)
    require(not version.rule.is_list, "A list finds nothing by itself. Back-test a rule that uses it.")
    if kind == TrialKind.LOOK_BACK:
        require(version.state == State.LIVE, "Only a rule that is live can look back.")
    now = now or timezone.now()
    since = now - timedelta(days=days)
    row = Trial(
        kind=kind,
        version=version,
        text=version.text,
        asked_by=by,
        asked_at=now,
        since=since,
        until=now,
        read_from=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as already:
        raise ChangedMeanwhile("This version is being read already.") from already
    audit.write(
        who=by,
        did=f"started {TrialKind(kind).label.lower()}",
        what=f"rule:{version.rule.name_id} version {version.number}",
        service=version.rule.service,
    )
    tasks.send(row.pk)
    return row


@dataclass(frozen=True, slots=True)
class Expected:
    """What the rule would bring, from the days that were read so far. `minutes` count only new texts."""

    a_week: float
    fresh_a_week: float
    minutes_a_week: int
    by_priority: dict[int, int]


def expected(trial: Trial) -> Expected:
    weeks = max(trial.days_read, 1) / 7
    counted = dict(trial.found.values_list("priority").annotate(Count("pk")))
    fresh = dict(trial.found.filter(known=False).values_list("priority").annotate(Count("pk")))
    kept = sum(counted.values())
    scale = trial.hits / kept if kept else 1.0
    minutes = sum(MINUTES[priority] * count for priority, count in fresh.items()) * scale / weeks
    return Expected(
        round(trial.hits / weeks, 1),
        round(trial.fresh / weeks, 1),
        round(minutes),
        {priority: counted[priority] for priority in sorted(counted)},
    )


@dataclass(frozen=True, slots=True)
class Sampled:
    hit: TrialHit
    pieces: list[Piece]
    cues: list[str]


def sample_for(trial: Trial, *, by: Person) -> list[Sampled]:
    """The texts to judge, of services this person works in. Reading them is in the audit log."""
    services = services_where(by, Permission.USE_DESK)
    found = trial.found.filter(utterance__service__in=services).order_by("draw")
    hits = list(found.select_related("utterance__author", "utterance__room", "utterance__service")[:SAMPLE])
    for service in {hit.utterance.service for hit in hits}:
        audit.write(who=by, did="read sampled texts", what=f"trial:{trial.ref}", service=service)
    return [_sampled(hit) for hit in hits]


def _sampled(hit: TrialHit) -> Sampled:
    spans = [(a, b) for one in hit.hits for a, b in one["spans"]]
    cues = [f"{cue['name'].replace('_', ' ')}: “{cue['words']}”" for one in hit.hits for cue in one["cues"]]
    return Sampled(hit, excerpt(hit.utterance.text, spans), cues)


def judged(trial: Trial) -> Share:
    said = trial.found.filter(useful__isnull=False)
    return Share(said.filter(useful=True).count(), said.count())


@transaction.atomic
def judge_hit(*, hit: TrialHit, useful: bool, by: Person, now: datetime | None = None) -> TrialHit:
    """A clinician says whether a sampled text deserved a reader."""
    services = policies.services_read_by(by, hit.trial.version.rule)
    require(hit.utterance.service_id in services, NOT_YOURS)
    hit.useful, hit.judged_by, hit.judged_at = useful, by, now or timezone.now()
    hit.save(update_fields=["useful", "judged_by", "judged_at"])
    return hit
