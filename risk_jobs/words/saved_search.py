"""A search that found something becomes a draft rule: the form, filled in."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from risk_jobs.words.text_form import Entry
from search.terms import LONGEST_QUERY, NEAR, PIECE, QUOTES

REVIEW_AFTER = timedelta(days=180)


def as_entry(typed: str, *, owner: str = "") -> Entry:
    """What was typed into the search box, as a rule's fields: all its words in one text, "-word" under unless.
    Empty where nothing was typed."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for piece in PIECE.finditer(typed[:LONGEST_QUERY].translate(QUOTES)):
        written = _written(piece)
        if written:
            (unwanted if piece["no"] else wanted).append(written)
    review = (timezone.localdate() + REVIEW_AFTER).isoformat()
    entry: dict[str, Any] = {"owner": owner, "review": review, "reads": "act"}
    if wanted:
        entry |= {"any": [" and ".join(wanted)], "unless": unwanted, "name": typed[:80]}
    return entry


def _written(piece: Any) -> str:
    """As the rule language writes it; words it cannot hold are left to the writer."""
    if piece["quoted"] is not None:
        words = piece["quoted"].replace("|", " ").replace("?", " ").replace("_", " ").split()
        if piece["near"] is not None and len(words) > 1:
            return f" near/{piece['near'][1:] or NEAR} ".join(words)
        return f'"{" ".join(words)}"' if words else ""
    plain: str = "".join(mark for mark in piece["plain"] if mark.isalnum() or mark in "'’*-")
    parts = [part for part in plain.split("-") if part.strip("*'’")]
    return f'"{" ".join(parts)}"' if len(parts) > 1 else next(iter(parts), "")
