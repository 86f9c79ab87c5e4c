"""The services' own crisis contacts, for the help page. `cms` knows nothing of services: `community` registers
who answers. The house's own numbers, in `cms.context`, stand whatever this says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    number: str
    href: str
    hours: str


@dataclass(frozen=True, slots=True)
class OfService:
    """`opening` says in a sentence whether its team is at work."""

    name: str
    words: str
    opening: str
    change: str = ""  # where the reader may change the words
    contacts: list[Contact] = field(default_factory=list)


_answer: Callable[[Any], list[OfService]] = lambda person: []  # noqa: E731


def register(answer: Callable[[Any], list[OfService]]) -> None:
    """`answer(person)`: of the services of this person; of every service for somebody who is signed out."""
    global _answer
    _answer = answer


def of(person: Any) -> list[OfService]:
    return _answer(person)
