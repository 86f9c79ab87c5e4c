"""What a clinician's search found, as a file. Handles and random refs, never a name; every text is asked after again."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from search import queries
from search.backends.base import Query
from search.queries import Found

MOST = 5_000
HEAD = ["said at", "service", "room", "kind", "written by", "priority", "stands", "text", "ref"]
# A spreadsheet takes a cell that begins so for a formula, and runs it.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@transaction.atomic
def export(*, by: Person, query: Query, why: str, typed: str = "") -> str:
    """The file as text; that it was made, why, and how many texts it holds is in the audit log. Raises
    PermissionDenied for whoever may not search at the desk."""
    query = queries.for_clinician(by, query)
    found = queries.texts_of(by, query, most=MOST)
    queries.write_down(by, query, did=f"exported {len(found)} texts of a search", why=why, typed=typed)
    return as_csv(found)


def as_csv(found: Iterable[Found]) -> str:
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(HEAD)
    sheet.writerows([harmless(cell) for cell in row] for row in _rows(found))
    return "\ufeff" + written.getvalue()


def harmless(cell: str) -> str:
    """With an apostrophe before what would run."""
    return f"'{cell}" if cell.lstrip(" ").startswith(BEGINS_A_FORMULA) else cell


def _rows(found: Iterable[Found]) -> Iterator[list[str]]:
    for one in found:
        said = one.utterance
        moment = timezone.localtime(said.said_at)
        yield [
            f"{moment:%Y-%m-%d %H:%M:%S}",
            said.service.name if said.service else "",
            said.room.name if said.room else "",
            said.get_kind_display(),
            said.author.handle,
            str(said.priority or ""),
            "yes" if said.stands else "edited or removed since",
            said.text,
            str(said.ref),
        ]
