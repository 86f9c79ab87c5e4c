"""What somebody typed into the search box, read by our own small grammar; an engine never sees the typing.

    purging        the word in any of its forms      "been purging"    these words as they stand, side by side
    laxat*         words beginning so                -leaflet          not with this word
    purgng~        spelled nearly so                 "cut wrist"~5     near each other, at most 5 words between

All of them must hold. Whatever else is typed counts as a space between words: nothing is an error."""

import re
from dataclasses import dataclass
from enum import StrEnum

from community.utterances.stems import stem
from search.analysis import words_of

LONGEST_QUERY = 200
MOST_TERMS = 12
SHORTEST_PREFIX = 2
SHORTEST_FUZZY = 4
FAR_APART, NEAR = 50, 5


class Form(StrEnum):
    ANY = "any form of the words"
    EXACT = "the words as they stand"
    PREFIX = "a word beginning so"
    NEAR = "the words near each other"
    FUZZY = "any form of the word, or one spelled nearly so"


@dataclass(frozen=True, slots=True)
class Term:
    """One or more words. `words` are folded: stems for Form.ANY and Form.NEAR, where each is another; only one for
    Form.PREFIX and Form.FUZZY. `apart`: how many other words may stand between those of Form.NEAR."""

    words: tuple[str, ...]
    form: Form = Form.ANY
    apart: int = 0


@dataclass(frozen=True, slots=True)
class Like:
    """A text is like another when this many of its telling words, as stems, stand in it."""

    stems: tuple[str, ...]
    at_least: int


@dataclass(frozen=True, slots=True)
class Terms:
    """`all_of` must each be in a text, `none_of` must not; and it must be like `like`, where that is given."""

    all_of: tuple[Term, ...] = ()
    none_of: tuple[Term, ...] = ()
    like: Like | None = None

    def __bool__(self) -> bool:
        return bool(self.all_of or self.none_of or self.like)

    @property
    def marked(self) -> tuple[Term, ...]:
        """What is marked in a text that was found."""
        return self.all_of + (tuple(Term((one,)) for one in self.like.stems) if self.like else ())


NO_TERMS = Terms()
PIECE = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"?(?P<near>~\d{0,2})?|(?P<plain>[^\s"]+))')
QUOTES = str.maketrans("“”„‟«»＂", '"""""""')


def parse(typed: str, *, misspelt: bool = False) -> Terms:
    """Never raises; at most MOST_TERMS terms of the first LONGEST_QUERY characters. `misspelt`: each plain word that
    must be in a text may be spelled nearly so."""
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    for piece in PIECE.finditer(typed[:LONGEST_QUERY].translate(QUOTES)):
        for term in _terms_of(piece, misspelt=misspelt and not piece["no"]):
            (unwanted if piece["no"] else wanted)[term] = None
    return Terms(tuple(wanted)[:MOST_TERMS], tuple(unwanted)[:MOST_TERMS])


def _terms_of(piece: re.Match[str], *, misspelt: bool) -> list[Term]:
    if piece["quoted"] is not None:
        return _quoted(words_of(piece["quoted"])[:MOST_TERMS], piece["near"])
    words, last = words_of(piece["plain"]), piece["plain"][-1]
    if words and last == "*" and len(words[-1]) >= SHORTEST_PREFIX:
        return [*_any_form(words[:-1]), Term((words[-1],), Form.PREFIX)]
    if words and (last == "~" or (misspelt and len(words) == 1)) and len(words[-1]) >= SHORTEST_FUZZY:
        return [*_any_form(words[:-1]), Term((words[-1],), Form.FUZZY)]
    return _any_form(words)


def _quoted(words: list[str], near: str | None) -> list[Term]:
    if near is None or not words:
        return [Term(tuple(words), Form.EXACT)] if words else []
    stems = tuple(dict.fromkeys(stem(word) for word in words))
    apart = min(int(near[1:] or NEAR), FAR_APART)
    return [Term(stems, Form.NEAR, apart) if len(stems) > 1 else Term(stems)]


def _any_form(words: list[str]) -> list[Term]:
    """What has a hyphen in it, as self-harm, is two words that stand side by side."""
    return [Term(tuple(stem(word) for word in words[:MOST_TERMS]))] if words else []
