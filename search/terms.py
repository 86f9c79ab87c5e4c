"""What somebody typed into the search box, read by our own small grammar; an engine never sees the typing.

    purging        the word in any of its forms      "been purging"    these words as they stand, side by side
    laxat*         words beginning so                -leaflet          not with this word

All of them must hold. Whatever else is typed counts as a space between words: nothing is an error."""

import re
from dataclasses import dataclass
from enum import StrEnum

from community.utterances.stems import stem
from search.analysis import words_of

LONGEST_QUERY = 200
MOST_TERMS = 12
SHORTEST_PREFIX = 2


class Form(StrEnum):
    ANY = "any form of the words"
    EXACT = "the words as they stand"
    PREFIX = "a word beginning so"


@dataclass(frozen=True, slots=True)
class Term:
    """One or more words side by side. `words` are folded: stems for Form.ANY, only one for Form.PREFIX."""

    words: tuple[str, ...]
    form: Form = Form.ANY


@dataclass(frozen=True, slots=True)
class Terms:
    """`all_of` must each be in a text, `none_of` must not."""

    all_of: tuple[Term, ...] = ()
    none_of: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all_of or self.none_of)


NO_TERMS = Terms()
PIECE = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')
QUOTES = str.maketrans("“”„‟«»＂", '"""""""')


def parse(typed: str) -> Terms:
    """Never raises; at most MOST_TERMS terms of the first LONGEST_QUERY characters."""
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    for piece in PIECE.finditer(typed[:LONGEST_QUERY].translate(QUOTES)):
        for term in _terms_of(piece):
            (unwanted if piece["no"] else wanted)[term] = None
    return Terms(tuple(wanted)[:MOST_TERMS], tuple(unwanted)[:MOST_TERMS])


def _terms_of(piece: re.Match[str]) -> list[Term]:
    if piece["quoted"] is not None:
        words = words_of(piece["quoted"])
        return [Term(tuple(words[:MOST_TERMS]), Form.EXACT)] if words else []
    words = words_of(piece["plain"])
    if words and piece["plain"].endswith("*") and len(words[-1]) >= SHORTEST_PREFIX:
        return [*_any_form(words[:-1]), Term((words[-1],), Form.PREFIX)]
    return _any_form(words)


def _any_form(words: list[str]) -> list[Term]:
    """What has a hyphen in it, as self-harm, is two words that stand side by side."""
    return [Term(tuple(stem(word) for word in words[:MOST_TERMS]))] if words else []
