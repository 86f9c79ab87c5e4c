"""Content notes: what a post is about, said before it is opened. Each service keeps its own list, as word lists in its
settings; the name of a list is the note. A line "topic:purging" means whatever the judge finds of that topic."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache

from community.people.models import WordList
from community.utterances.foresight import Foresight
from community.utterances.views_of_text import views_of

KEPT_S = 60
MOST_LINES = 500


@dataclass(frozen=True)
class Note:
    name: str
    words: frozenset[str] = field(default_factory=frozenset)
    topics: frozenset[str] = field(default_factory=frozenset)


def read(name: str, lines: Iterable[str]) -> Note:
    found = list(lines)[:MOST_LINES]
    topics = {line.removeprefix("topic:").strip() for line in found if line.startswith("topic:")}
    return Note(
        name.replace(",", ""), frozenset(line for line in found if ":" not in line), frozenset(topics)
    )


# What a service has that keeps no list of its own.
USUAL = (
    read("Self-harm", ["topic:self_harm", "self-harm", "self harm", "selfharm", "cutting myself"]),
    read("Suicide", ["topic:suicide", "topic:overdose", "suicide", "suicidal", "overdose"]),
    read("Purging", ["topic:purging", "purge", "purged", "purging", "laxatives", "made myself sick"]),
    read("Restricting", ["topic:restricting", "fasting", "starving myself", "skipped every meal"]),
    read("Abuse", ["topic:abuse", "abuse", "abused", "assault", "assaulted", "raped", "rape"]),
    read("Death and loss", ["died", "funeral", "bereavement", "passed away"]),
)


def notes_of(service_id: int) -> tuple[Note, ...]:
    """Kept for a minute, and forgotten when the service changes a list."""
    kept: tuple[Note, ...] | None = cache.get(_key(service_id))
    if kept is None:
        lists = WordList.objects.filter(service=service_id, use=WordList.Use.NOTES)
        kept = tuple(read(one.name, one.lines()) for one in lists) or USUAL
        cache.set(_key(service_id), kept, KEPT_S)
    return kept


def forget(instance: Any, **kwargs: Any) -> None:
    """Connected to saving and deleting a WordList."""
    cache.delete(_key(instance.service_id))


def _key(service_id: int) -> str:
    return f"content-notes-{service_id}"


def suggested(notes: Iterable[Note], texts: Iterable[str], ahead: Foresight) -> list[str]:
    """Names of the notes that the words, or the judge, bring to mind."""
    said = " ".join(f" {' '.join(views_of(text).words.words)} " for text in texts if text)
    return [
        note.name
        for note in notes
        if note.topics & ahead.topics or any(f" {_plain(word)} " in said for word in note.words)
    ]


def _plain(words: str) -> str:
    return " ".join(views_of(words).words.words)
