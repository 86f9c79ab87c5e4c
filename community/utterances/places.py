"""Where a text stands, asked of the app that said it.

Search finds utterances but knows nothing of threads; each kind registers who can tell. The teller
answers only for what this person may read where it stands, so it is also the last check of every hit."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from community.utterances.models import Kind, Utterance


@dataclass(frozen=True, slots=True)
class Place:
    """`url` leads to the text, `label` says in words where that is."""

    url: str
    label: str


Teller = Callable[[Any, Iterable[int]], Mapping[int, Place]]
_tellers: dict[Kind, Teller] = {}


def register(kind: Kind, teller: Teller) -> None:
    """`teller(person, source_ids)` returns source id -> Place for those this person may read."""
    _tellers[kind] = teller


def places_of(utterances: Iterable[Utterance], *, person: Any) -> dict[int, Place]:
    """Utterance id -> Place, for those the person may read where they stand; the others are left out."""
    by_kind: dict[str, list[Utterance]] = defaultdict(list)
    for utterance in utterances:
        by_kind[utterance.kind].append(utterance)
    found: dict[int, Place] = {}
    for kind, some in by_kind.items():
        teller = _tellers.get(Kind(kind))
        told = teller(person, {utterance.source_id for utterance in some}) if teller else {}
        found |= {
            utterance.pk: told[utterance.source_id] for utterance in some if utterance.source_id in told
        }
    return found
