"""Texts longer than any composer takes: judged in stretches that overlap, each with a bound of its own.

A request judges the first stretch at once and owes the rest to the catch-up job; nothing is left unjudged."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from .judge import Judge, distinct
from .verdicts import Hit, Verdict

AT_ONCE = 20_000
"""Characters judged within the request: as many as a post may have."""
OVERLAP = 1_000
"""Characters read twice, so that what stands across a cut is read whole."""


def verdict_of(judge: Judge, text: str, *, seconds: float, **said: Any) -> Verdict:
    """The verdict on a text of any length; `seconds`: the time each stretch may take, past it JudgeOverran.
    `said`: kind, room, hour and but, as `Judge.verdict` takes them."""
    starts = range(0, max(1, len(text) - OVERLAP), AT_ONCE - OVERLAP)
    found = [_shifted(_stretch(judge, text, start, seconds, said), start) for start in starts]
    if len(found) == 1:
        return found[0]
    hits = sorted((hit for verdict in found for hit in verdict.hits), key=attrgetter("rule_id"))
    kept = [hit for _, own in groupby(hits, key=attrgetter("rule_id")) for hit in distinct(list(own))]
    kept.sort(key=lambda hit: (hit.priority, hit.rule_id, hit.spans))
    return Verdict(min((hit.priority for hit in kept), default=None), tuple(kept), judge.version)


def _stretch(judge: Judge, text: str, start: int, seconds: float, said: dict[str, Any]) -> Verdict:
    return judge.verdict(text[start : start + AT_ONCE], deadline=time.monotonic() + seconds, **said)


def _shifted(verdict: Verdict, by: int) -> Verdict:
    return replace(verdict, hits=tuple(_moved(hit, by) for hit in verdict.hits)) if by else verdict


def _moved(hit: Hit, by: int) -> Hit:
    return replace(hit, spans=tuple((start + by, end + by) for start, end in hit.spans))
