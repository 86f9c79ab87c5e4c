"""Judging a text that was said, now or as a debt."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from community.utterances.models import Care, Kind, Utterance
from risk_jobs.desk import actions as desk
from risk_jobs.screening.pack import live_judge
from risk_jobs.screening.stretches import AT_ONCE, verdict_of
from risk_jobs.screening.verdicts import Verdict

# What else reads a text once it is judged: rules in shadow. It may fail, and takes nothing with it.
AlsoRead = Callable[[Utterance], None]
_also: list[AlsoRead] = []


def also_read(read: AlsoRead) -> None:
    """Registered at start; called after a text was judged. What it writes it writes in a savepoint of its own."""
    _also[:] = [read]


log = logging.getLogger(__name__)

# After so many failed tries a person reads the text instead; the debt stays visible until then.
TRIES = 5
MOST_TRIES_COUNTED = 1_000

# Somebody reads them today in any case, and they speak of another: on small cues alone they make no case of their author.
OF_OTHERS = frozenset({Kind.CONCERN, Kind.REPORT})

# Lines of a chat that are read together with the newest.
LINES_MEET, LINES_MEET_FOR = 5, timedelta(minutes=10)


@transaction.atomic
def screen(*, utterance: Utterance) -> Utterance:
    """Judge one text: its flags, what its author should see, and that it has been judged, all or nothing."""
    verdict = _verdict(utterance, utterance.text)
    # The clock runs from when it was said: a text that was owed for an hour is an hour late already.
    desk.raise_flags(utterance=utterance, verdict=verdict, now=utterance.said_at)
    utterance.screened_at = timezone.now()
    utterance.screened_with = verdict.rules_version
    utterance.priority = verdict.priority
    utterance.care = Care.HELP if verdict.priority == 1 else Care.NONE
    # Judged late or again, its priority in the index is out of date.
    utterance.indexed_at = None
    utterance.save(update_fields=["screened_at", "screened_with", "priority", "care", "indexed_at"])
    return utterance


@transaction.atomic
def screen_beginning(*, utterance: Utterance) -> None:
    """What can be judged of a very long text within a request: its flags, and help for its author. The text as a
    whole stays owed."""
    verdict = _verdict(utterance, utterance.text[:AT_ONCE])
    desk.raise_flags(utterance=utterance, verdict=verdict, now=utterance.said_at)
    utterance.priority = verdict.priority
    utterance.care = Care.HELP if verdict.priority == 1 else Care.NONE
    utterance.save(update_fields=["priority", "care"])


def _verdict(utterance: Utterance, text: str) -> Verdict:
    judge, kept_for = live_judge(), utterance.service_id
    read = partial(
        verdict_of,
        text=text,
        seconds=settings.JUDGE_DEADLINE_S,
        kind=utterance.judged_as,
        room=utterance.room.slug if utterance.room else "",
        hour=timezone.localtime(utterance.said_at).hour,
        earlier_lines=_earlier_lines(utterance),
    )
    but = judge.rules_not_of(kept_for) | (judge.guesses if utterance.kind in OF_OTHERS else frozenset())
    verdict, own = read(judge, but=but), judge.lists_kept_by(kept_for)
    return verdict.joined(read(own)) if own else verdict


def _earlier_lines(utterance: Utterance) -> tuple[str, ...]:
    """What its author said just before in the living rooms of the service, oldest first: words that are split over
    lines meet."""
    if utterance.kind != Kind.CHAT:
        return ()
    said = Utterance.objects.filter(
        author=utterance.author_id, kind=Kind.CHAT, service=utterance.service_id, pk__lt=utterance.pk,
        said_at__gte=utterance.said_at - LINES_MEET_FOR, said_at__lte=utterance.said_at,
    )  # fmt: skip
    return tuple(reversed(said.order_by("-said_at", "-pk").values_list("text", flat=True)[:LINES_MEET]))


def screen_or_owe(*, utterance: Utterance, at_once: bool = False) -> bool:
    """Judge in a savepoint. Whatever goes wrong in there, a database error included, the text stays saved
    and `screened_at` stays empty: a debt the catch-up job pays. `at_once`: within a request, which a very long
    text must not hold up. Returns whether all of it was judged."""
    before = (utterance.screened_at, utterance.screened_with, utterance.priority, utterance.care)
    in_part = at_once and len(utterance.text) > AT_ONCE
    try:
        (screen_beginning if in_part else screen)(utterance=utterance)
    except Exception as error:
        utterance.screened_at, utterance.screened_with, utterance.priority, utterance.care = before
        _owe(utterance, error)
        return False
    if in_part:
        return False
    # Who writes rules reads what those in shadow hit; a report or an appeal may be about them.
    for read in _also if utterance.not_for_id is None else ():
        _try(read, utterance)
    return True


def _try(read: AlsoRead, utterance: Utterance) -> None:
    try:
        read(utterance)
    except Exception as error:
        log.error("utterance %s: not read in shadow (%s)", utterance.ref, type(error).__name__)


def _owe(utterance: Utterance, error: Exception) -> None:
    """The error's kind is logged, never its message: it may carry words of the text."""
    log.error("utterance %s: not judged (%s)", utterance.ref, type(error).__name__)
    utterance.screening_tries = min(utterance.screening_tries + 1, MOST_TRIES_COUNTED)
    utterance.save(update_fields=["screening_tries"])
    if utterance.screening_tries == TRIES:
        desk.raise_unread(utterance=utterance, now=utterance.said_at)
