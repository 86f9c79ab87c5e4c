"""Whether a term stands in a text, and where: the meaning of a search, said once in Python. The database
backend finds by it; Elasticsearch must find the same; every highlight on a page comes from it."""

from collections.abc import Iterable, Iterator, Sequence

from community.utterances.stems import stem
from search.analysis import Analysed
from search.terms import Form, Term, Terms

Span = tuple[int, int]
"""Half-open [start, end): tokens in here, characters of the raw text in highlights."""


def matches(terms: Terms, text: Analysed) -> bool:
    if not all(holds(term, text) for term in terms.all_of):
        return False
    return not any(holds(term, text) for term in terms.none_of)


def holds(term: Term, text: Analysed) -> bool:
    return next(places(term, text), None) is not None


def places(term: Term, text: Analysed) -> Iterator[Span]:
    """Token spans at which the term stands, those of other readings last."""
    if term.form is Form.PREFIX:
        yield from _beginning(term.words[0], text)
    elif term.form is Form.EXACT:
        yield from _side_by_side(term.words, text.words)
    else:
        yield from _any_form(term.words, text)


def _beginning(letters: str, text: Analysed) -> Iterator[Span]:
    yield from ((at, at + 1) for at, word in enumerate(text.words) if word.startswith(letters))
    yield from ((first, last + 1) for first, last, word in text.readings if word.startswith(letters))


def _any_form(stems: Sequence[str], text: Analysed) -> Iterator[Span]:
    yield from _side_by_side(stems, text.stems)
    if len(stems) == 1:
        yield from ((first, last + 1) for first, last, word in text.readings if stem(word) == stems[0])


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
