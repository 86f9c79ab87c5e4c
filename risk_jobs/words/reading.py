"""Reading the past by one rule, a day at a time, newest first. Search says which texts could match, the judge
decides. Each day is one transaction: whoever is killed leaves a whole number of days, and the next goes on."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from community.people.models import Service
from community.rooms.models import Room
from community.utterances.models import Utterance, UtteranceQuerySet
from community.utterances.stems import stem
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Lane
from risk_jobs.screening.judge import Judge
from risk_jobs.screening.stretches import verdict_of
from risk_jobs.screening.verdicts import Verdict
from risk_jobs.words import live, policies
from risk_jobs.words.models import Trial, TrialHit, TrialKind
from search.backends import backend
from search.backends.base import Clause, SearchIsDown
from search.terms import Form, Term

DAY = timedelta(days=1)
MOST_TERMS = 800
MOST_KEPT = 5_000
A_TIME = 500
A_STRETCH_S = 60.0
NEW_WORDS = "It looks for words that no live rule looks for, so search does not know their misspellings yet."
TOO_MANY = "It looks for too many words to ask search about."
DOWN = "Search did not answer on some days."


@dataclass(frozen=True, slots=True)
class Reader:
    """The rule compiled, whose texts it reads, and what search is asked (nothing: every text is read)."""

    judge: Judge
    most: int  # the least urgent priority that counts as a hit
    services: frozenset[int]
    terms: tuple[Term, ...]
    in_full: str


def reader_of(trial: Trial) -> Reader:
    """Raises live.CannotCompile when the rule cannot be read any more."""
    version, now = trial.version, live.current()
    written = live.Written(version.rule.name_id, version.rule.kind, version.number, trial.text)
    judge = live.compiled([written], now.lists, now.stamp)
    in_full = why_in_full(judge, now.judge)
    return Reader(
        judge, max(3, judge.rules[0].priority), _services(trial), () if in_full else terms_of(judge), in_full
    )


def _services(trial: Trial) -> frozenset[int]:
    """A back-test reads for whoever asked for it, as long as they work there; a live rule reads for its desk."""
    rule = trial.version.rule
    if trial.kind == TrialKind.BACK_TEST:
        return policies.services_read_by(trial.asked_by, rule)
    return frozenset([rule.service_id] if rule.service_id else Service.objects.values_list("pk", flat=True))


def why_in_full(judge: Judge, now: Judge) -> str:
    """Why search cannot be asked for every text that this judge could hit; empty where it can."""
    if not judge.lexicon.vocabulary.targets <= now.lexicon.vocabulary.targets:
        return NEW_WORDS
    return TOO_MANY if len(terms_of(judge)) > MOST_TERMS else ""


def terms_of(judge: Judge) -> tuple[Term, ...]:
    """Any of these stands in every text that the judge can hit: its literals as search asks for them."""
    return tuple(sorted({_term(literal) for literal in judge.literals()}, key=lambda term: term.words))


def _term(literal: str) -> Term:
    word = literal.strip()
    return Term((stem(word),)) if literal.endswith(" ") else Term((word,), Form.PREFIX)


def read_a_day(pk: int, reader: Reader) -> bool:
    """Read the newest day that is not read yet. False when there is none, or another worker is at it."""
    with transaction.atomic():
        trial = _locked(pk)
        if trial is None:
            return False
        until, since = trial.read_from, max(trial.since, trial.read_from - DAY)
        said = Utterance.objects.filter(service__in=reader.services, said_at__gte=since, said_at__lt=until)
        said = said.filter(not_for=None)  # who writes rules reads the hits; a report may be about them
        trial.texts += said.count()
        for utterance in _candidates(said, reader, trial, since, until):
            trial.judged += 1
            _read(utterance, reader, trial)
        trial.read_from, trial.beat_at = since, timezone.now()
        trial.in_full = trial.in_full or reader.in_full
        if since <= trial.since:
            trial.finished_at = timezone.now()
        trial.save()
        return trial.finished_at is None


def _locked(pk: int) -> Trial | None:
    owed = Trial.objects.owed().filter(pk=pk).select_related("version__rule", "asked_by")
    skip = connection.features.has_select_for_update_skip_locked
    return owed.select_for_update(no_key=True, skip_locked=skip, of=("self",)).first()


def _candidates(
    said: UtteranceQuerySet, reader: Reader, trial: Trial, since: datetime, until: datetime
) -> Iterable[Utterance]:
    said = said.select_related("room").order_by("-said_at", "-pk")
    refs = None if reader.in_full else _asked(reader, since, until)
    if refs is None:
        trial.in_full = reader.in_full or DOWN
        yield from said.iterator(chunk_size=A_TIME)
        return
    # What search does not hold yet, and what was said in no room, it cannot find.
    yield from said.filter(Q(indexed_at=None) | Q(room=None)).iterator(chunk_size=A_TIME)
    for at in range(0, len(refs), A_TIME):
        yield from said.filter(ref__in=refs[at : at + A_TIME], room__isnull=False, indexed_at__isnull=False)


def _asked(reader: Reader, since: datetime, until: datetime) -> list[UUID] | None:
    """None when search is down."""
    rooms = frozenset(Room.objects.filter(service__in=reader.services).values_list("pk", flat=True))
    try:
        return list(backend().candidates(Clause(reader.terms, rooms, since, until)))
    except SearchIsDown:
        return None


def _read(utterance: Utterance, reader: Reader, trial: Trial) -> None:
    verdict = verdict_of(
        reader.judge,
        utterance.text,
        seconds=A_STRETCH_S,
        kind=utterance.kind,
        room=utterance.room.slug if utterance.room else "",
        hour=timezone.localtime(utterance.said_at).hour,
    )
    if verdict.priority is None or verdict.priority > reader.most:
        return
    known = utterance.priority is not None and utterance.priority <= 3
    trial.hits += 1
    trial.fresh += not known
    if trial.hits <= MOST_KEPT:
        _keep(trial, utterance, verdict, known)
    if trial.kind == TrialKind.LOOK_BACK:
        desk.raise_flags(utterance=utterance, verdict=verdict, now=utterance.said_at, lane=Lane.HISTORIC)


def _keep(trial: Trial, utterance: Utterance, verdict: Verdict, known: bool) -> None:
    TrialHit.objects.create(
        trial=trial,
        utterance=utterance,
        priority=min(hit.priority for hit in verdict.hits),
        hits=verdict.as_json()["hits"],
        known=known,
        draw=random.random(),  # noqa: S311 - a sample, not a secret
    )
