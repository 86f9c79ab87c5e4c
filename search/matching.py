"""Whether a term stands in a text, and where: the meaning of a search, said once in Python. The database
backend finds by it; Elasticsearch must find the same; every highlight on a page comes from it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from community.utterances.stems import stem
from search.analysis import Analysed
from search.terms import Form, Term, Terms

Span = tuple[int, int]
"""Half-open [start, end): tokens in here, characters of the raw text in highlights."""


def matches(terms: Terms, text: Analysed) -> bool:
    if not all(holds(term, text) for term in terms.all_of):
        return False
    if any(holds(term, text) for term in terms.none_of):
        return False
    return terms.like is None or len(set(terms.like.stems) & set(text.stems)) >= terms.like.at_least


def holds(term: Term, text: Analysed) -> bool:
    return next(places(term, text), None) is not None


def places(term: Term, text: Analysed) -> Iterator[Span]:
    """Token spans at which the term stands, those of other readings last."""
    if term.form is Form.PREFIX:
        yield from _beginning(term.words[0], text)
    elif term.form is Form.EXACT:
        yield from _side_by_side(term.words, text.words)
    elif term.form is Form.NEAR:
        yield from _near(term.words, term.apart, text.stems)
    elif term.form is Form.FUZZY:
        yield from _nearly_spelled(term.words[0], text)
    else:
        yield from _any_form(term.words, text)


def _beginning(letters: str, text: Analysed) -> Iterator[Span]:
    yield from ((at, at + 1) for at, word in enumerate(text.words) if word.startswith(letters))
    yield from ((first, last + 1) for first, last, word in text.readings if word.startswith(letters))


def _any_form(stems: Sequence[str], text: Analysed) -> Iterator[Span]:
    yield from _side_by_side(stems, text.stems)
    if len(stems) == 1:
        yield from ((first, last + 1) for first, last, word in text.readings if stem(word) == stems[0])


def _near(wanted: Sequence[str], apart: int, stems: Sequence[str]) -> Iterator[Span]:
    """Each of the words of every stretch that holds them all, and at most `apart` others between them."""
    last: dict[str, int] = {}
    for at, word in enumerate(stems):
        if word not in wanted:
            continue
        last[word] = at
        first = min(last.values())
        if len(last) == len(wanted) and at - first + 1 - len(wanted) <= apart:
            yield from ((place, place + 1) for place in sorted(last.values()))


def _nearly_spelled(word: str, text: Analysed) -> Iterator[Span]:
    yield from _any_form((stem(word),), text)
    edits = edits_allowed(word)
    yield from ((at, at + 1) for at, other in enumerate(text.words) if _is_near(word, other, edits))
    yield from ((first, last + 1) for first, last, other in text.readings if _is_near(word, other, edits))


def edits_allowed(word: str) -> int:
    """Letters left out, put in, changed or swapped with their neighbour. The first letter stands."""
    return 1 if len(word) < 8 else 2


@lru_cache(maxsize=20_000)
def _is_near(word: str, other: str, edits: int) -> bool:
    if word[:1] != other[:1] or abs(len(word) - len(other)) > edits:
        return False
    before, row = list[int](), list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        before, above, row = row, before, [at]
        for there, its in enumerate(other, 1):
            cost = min(before[there] + 1, row[there - 1] + 1, before[there - 1] + (letter != its))
            if at > 1 and there > 1 and letter == other[there - 2] and its == word[at - 2]:
                cost = min(cost, above[there - 2] + 1)
            row.append(cost)
    return row[-1] <= edits


def _side_by_side(wanted: Sequence[str], words: Sequence[str]) -> Iterator[Span]:
    start, length = -1, len(wanted)
    try:
        while True:
            start = words.index(wanted[0], start + 1)
            if tuple(words[start : start + length]) == tuple(wanted):
                yield start, start + length
    except ValueError:
        return


def highlights(terms: Iterable[Term], text: str) -> tuple[Span, ...]:
    """Where the terms stand in the raw text: sorted character spans that do not touch each other."""
    wanted = tuple(terms)
    if not wanted:
        return ()
    read = Analysed(text)
    found = {read.views.raw_span(first, end - 1) for term in wanted for first, end in places(term, read)}
    return tuple(_joined(sorted(found)))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    start = end = -1
    for a, b in spans:
        if a > end:
            if end >= 0:
                yield start, end
            start, end = a, b
        end = max(end, b)
    if end >= 0:
        yield start, end
