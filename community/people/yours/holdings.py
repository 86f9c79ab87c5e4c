"""What the building holds of a person, column by column: what they get a copy of, what goes when they leave, what
goes when they are erased, and what is kept and why."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from community.people.models import Person

Row = dict[str, Any]
Rows = Callable[[Person], Iterable[Row]]
Files = Callable[[Person], Iterable[tuple[str, bytes]]]
Do = Callable[[Person], object]


@dataclass(frozen=True)
class Holding:
    """`columns` name a person, as "rooms.Post.author". Either `rows` or `not_copied` is given, and either `erase` or
    `kept`: both sentences are read by the person.

    `leave` runs when an account is closed; `hide` when what peers see of it is to go; `erase` at the very end."""

    columns: tuple[str, ...]
    title: str
    rows: Rows | None = None
    files: Files | None = None
    not_copied: str = ""
    leave: Do | None = None
    hide: Do | None = None
    erase: Do | None = None
    kept: str = ""

    def __post_init__(self) -> None:
        if (self.rows is None) == (not self.not_copied) or not (self.erase or self.kept):
            raise ValueError(
                f"{self.title}: say what is copied or why not, and what is erased or why it is kept"
            )


_holdings: dict[str, Holding] = {}
_staff_only: set[str] = set()
_wordless: set[str] = set()
_reasons_to_wait: list[Callable[[Person], str]] = []
_kept_texts: list[Callable[[Person], Iterable[int]]] = []


def register(*holdings: Holding) -> None:
    """In the order in which a copy shows them."""
    for holding in holdings:
        _holdings[holding.title] = holding


def staff_only(*columns: str) -> None:
    """These name staff at their work: decisions that others rely on, part of the record."""
    _staff_only.update(columns)


def wordless(*columns: str) -> None:
    """These point to a text, and their rows hold none of its words."""
    _wordless.update(columns)


def register_reason_to_wait(reason: Callable[[Person], str]) -> None:
    """`reason(person)` says why the last step of an erasure has to wait; empty: it has not."""
    _reasons_to_wait.append(reason)


def register_kept_texts(ids: Callable[[Person], Iterable[int]]) -> None:
    """`ids(person)` returns the utterances that are part of the clinical record, and are not erased."""
    _kept_texts.append(ids)


def all_holdings() -> list[Holding]:
    return list(_holdings.values())


def run(step: str, person: Person) -> None:
    """`step` is leave, hide or erase. What is erased goes from above: an app that stands on others still finds there
    what tells it whose its rows are."""
    held = all_holdings()
    for holding in reversed(held) if step == "erase" else held:
        if do := getattr(holding, step):
            do(person)


def size(person: Person, *, at_most: int) -> int:
    """How many rows a copy would have; counting stops at `at_most`."""
    rows = (row for holding in _holdings.values() if holding.rows for row in holding.rows(person))
    return sum(1 for _row in islice(rows, at_most))


def why_it_waits(person: Person) -> str:
    return next((why for reason in _reasons_to_wait if (why := reason(person))), "")


def kept_texts(person: Person) -> set[int]:
    return {pk for ids in _kept_texts for pk in ids(person)}


def columns_that_name_somebody() -> Iterator[str]:
    """Every column of the building that points to a person, or to something that somebody said."""
    somebody = (Person, apps.get_model("utterances", "Utterance"))
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.local_fields + model._meta.local_many_to_many:
            if isinstance(column, ForeignKey | ManyToManyField) and column.related_model in somebody:
                yield f"{model._meta.label}.{column.name}"


def unnamed() -> set[str]:
    """Columns of which nobody has said what becomes of them."""
    named = {column for holding in _holdings.values() for column in holding.columns}
    return set(columns_that_name_somebody()) - named - _staff_only - _wordless
