"""The word lists that all rules share, read from their texts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from risk_jobs.screening.clauses import Clause
from risk_jobs.screening.pack import FOLDER, read_frames, read_lexicon
from risk_jobs.screening.rules import read_yaml
from risk_jobs.words.models import LISTS, Kind


def file_of(kind: str) -> str:
    return f"{kind}.yaml"


def starter_texts() -> dict[str, str]:
    """Kind -> the text that ships with the installation."""
    return {kind.value: (FOLDER / file_of(kind)).read_text(encoding="utf-8") for kind in LISTS}


@dataclass(frozen=True, eq=False)
class Lists:
    """`texts`: kind -> text. `frames` by name; the names of all concepts; `digest` changes with any of them."""

    texts: Mapping[str, str]
    frames: Mapping[str, tuple[Clause, ...]]
    concepts: frozenset[str]
    points: frozenset[str]
    cues: tuple[str, ...]
    digest: str

    @property
    def files(self) -> dict[str, str]:
        """As the judge's reader takes them: file name -> text."""
        return {file_of(kind): text for kind, text in self.texts.items()}


def read_lists(texts: Mapping[str, str]) -> Lists:
    """BadRule when one of them cannot be read. A list that is missing is the one that ships."""
    return _read(tuple(sorted((starter_texts() | dict(texts)).items())))


@lru_cache(maxsize=8)
def _read(texts: tuple[tuple[str, str], ...]) -> Lists:
    given = dict(texts)
    files = {file_of(kind): text for kind, text in texts}
    digest = hashlib.sha256(repr(texts).encode()).hexdigest()[:12]
    lexicon = read_lexicon(texts=files)
    frames = read_frames(texts=files)
    return Lists(given, frames, frozenset(lexicon.concepts), frozenset(lexicon.points), _cues(), digest)


NAMED = (Kind.CONCEPTS, Kind.FRAMES, Kind.CONTEXT, Kind.POINTS)
"""Lists whose entries rules or the engine ask for by name."""


def lacking(lists: Lists) -> dict[str, dict[str, Any]]:
    """By kind, what the starter pack has and these lists do not: name -> entry."""
    shipped = {kind: _entries(starter_texts()[kind]) for kind in NAMED}
    given = {kind: _entries(lists.texts[kind]) for kind in NAMED}
    return {kind: {n: e for n, e in shipped[kind].items() if n not in given[kind]} for kind in NAMED}


def filled(lists: Lists) -> Lists:
    """These lists, with the starter pack's entries for the names they lack."""
    texts = dict(lists.texts)
    for kind, entries in lacking(lists).items():
        if entries:
            texts[kind] += "\n" + yaml.safe_dump(entries, allow_unicode=True, width=100_000)
    return read_lists(texts)


def _entries(text: str) -> dict[str, Any]:
    return {str(name): plain(entry) for name, entry in read_yaml(text).items() if name != "__line__"}


def plain(entry: Any) -> Any:
    """With strings that have no line of their own."""
    return [str(one) for one in entry] if isinstance(entry, list) else str(entry)


def _cues() -> tuple[str, ...]:
    from risk_jobs.screening.context import DEFAULTS

    return tuple(sorted({cue for cues in DEFAULTS.values() for cue in cues} | {"cannot_stop"}))


def check_shape(kind: str, text: str) -> str:
    """What is wrong with the shape of a list's text, in a sentence; empty where nothing is. What its words say
    is for `read_lists`."""
    entries = read_yaml(text)
    if not isinstance(entries, dict) or len(entries) < 2:
        return "a list is written as “name: …”, one name a line"
    for name, value in entries.items():
        if name != "__line__" and not _fits(kind, value):
            return f"“{name}” is not written as the others are"
    return ""


def _fits(kind: str, value: Any) -> bool:
    if kind == Kind.EMOJI:
        return isinstance(value, str)
    if kind == Kind.SPELLING:
        return isinstance(value, dict) and all(
            isinstance(form, str) for short, form in value.items() if short != "__line__"
        )
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
