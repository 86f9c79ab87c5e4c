"""How a text becomes words to find. Both backends find by these words and no others: Elasticsearch is handed
them ready-made and only splits at spaces, so it cannot come to differ from the database."""

from collections.abc import Callable
from functools import cached_property

from community.utterances.stems import STEMS_VERSION, stem
from community.utterances.views_of_text import NO_VOCABULARY, VIEWS_VERSION, Views, Vocabulary, views_of

# Longer ones are not words; and the index would split a longer one in two.
LONGEST_WORD = 100

Lexicon = tuple[str, Vocabulary]
"""A stamp that changes with its words, and the words that other readings of a text are measured against."""


def _no_lexicon() -> Lexicon:
    return "none", NO_VOCABULARY


_lexicon: Callable[[], Lexicon] = _no_lexicon


def register_lexicon(answer: Callable[[], Lexicon]) -> None:
    """Whoever keeps the rules registers the words they look for: misspellings of those are then found too."""
    global _lexicon
    _lexicon = answer


def views_version() -> str:
    """Texts indexed under another version may lack words that a rule looks for now."""
    return f"{VIEWS_VERSION}.{STEMS_VERSION}.{_lexicon()[0]}"


class Analysed:
    """The words of one text: in order, their stems, and the other readings of them."""

    def __init__(self, text: str) -> None:
        self.views: Views = views_of(text, _lexicon()[1])
        self.words = [word[:LONGEST_WORD] for word in self.views.words.words]

    @cached_property
    def stems(self) -> list[str]:
        return [stem(word) for word in self.words]

    @cached_property
    def readings(self) -> list[tuple[int, int, str]]:
        """(first token, last token, word) of every other reading."""
        return [
            (reading.first, reading.last, word[:LONGEST_WORD])
            for reading in self.views.readings
            for word in reading.word.split()
        ]

    @property
    def also(self) -> list[str]:
        return sorted({word for _first, _last, word in self.readings})

    @property
    def also_stems(self) -> list[str]:
        return sorted({stem(word) for _first, _last, word in self.readings})


def words_of(text: str) -> list[str]:
    """The plain words of what somebody typed into the search box."""
    return [word[:LONGEST_WORD] for word in views_of(text).words.words]
