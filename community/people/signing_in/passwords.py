"""What a password must be: long, and not made of a word or two that everybody tries first. No rules about signs."""

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

LONGEST = 128
# With a second factor the password is not the only lock (NIST SP 800-63B-4, 3.1.1.2).
SHORTEST, SHORTEST_WITH_SECOND_FACTOR = 15, 12
FOUR_WORDS = "Four words that belong together only for you work well."
WORDS_THAT_DO_NOT_COUNT = 2
OWN_WORDS = Path(__file__).with_name("words_of_the_service.txt")
# Django's own list of common passwords, kept up with Django.
COMMON = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LOOKS_LIKE = str.maketrans("0134578@$!", "oieastbasi")


class HouseLength:
    """Long enough, by what else guards the account."""

    def validate(self, password: str, user: Any = None) -> None:
        shortest = shortest_for(user)
        if len(password) < shortest:
            raise ValidationError(
                f"Use at least {shortest} characters. {FOUR_WORDS}",
                code="too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(f"Use at most {LONGEST} characters.", code="too_long")

    def get_help_text(self) -> str:
        return f"At least {SHORTEST} characters, or {SHORTEST_WITH_SECOND_FACTOR} with a second lock."


class NotCommon:
    """Refuses what is a common word, two of them, a run of the keyboard or one piece again and again, whatever
    figures stand between them and behind."""

    def validate(self, password: str, user: Any = None) -> None:
        own = frozenset(part for part in _letters(getattr(user, "handle", "") or "").split() if len(part) > 2)
        if any(_words_in(letters, own) <= WORDS_THAT_DO_NOT_COUNT for letters in _spellings(password)):
            raise ValidationError(
                "This is made of words that many people use. Take four words or more that belong together "
                "only for you.",
                code="too_common",
            )

    def get_help_text(self) -> str:
        return "Not made of one or two common words."


def shortest_for(person: Any) -> int:
    from allauth.mfa.utils import is_mfa_enabled

    has_second_factor = person is not None and person.pk and is_mfa_enabled(person, ["totp", "webauthn"])
    return SHORTEST_WITH_SECOND_FACTOR if has_second_factor else SHORTEST


def needs_second_factor(password: str) -> bool:
    """Whether a password is only long enough beside a second factor."""
    return len(password) < SHORTEST


@cache
def common_words() -> frozenset[str]:
    """Common passwords, the words of this house, and its own name; letters only, three or more."""
    with gzip.open(COMMON, "rt", encoding="utf-8") as lines:
        common = {"".join(_letters(line).split()) for line in lines}
    own = {line.strip() for line in OWN_WORDS.read_text().splitlines() if not line.startswith("#")}
    own |= set(_letters(settings.SITE_NAME).split())
    return frozenset(word for word in common | own if len(word) > 2)


def _letters(text: str) -> str:
    """Lower-case letters; whatever stands between them is one space."""
    return re.sub(r"[^a-z]+", " ", text.casefold()).strip()


def _spellings(password: str) -> list[str]:
    """As letters alone, and with figures read as the letters they stand for ("p4ssw0rd")."""
    plain = password.casefold()
    return ["".join(filter(str.isalpha, text)) for text in (plain, plain.translate(_LOOKS_LIKE))]


def _words_in(letters: str, own: frozenset[str]) -> int:
    """How many pieces it takes to write this: a common word or a run is one, and so is each odd letter."""
    letters = _without_repetition(letters)
    fewest = [0] + [len(letters) + 1] * len(letters)
    for end in range(1, len(letters) + 1):
        fewest[end] = fewest[end - 1] + 1
        for start in range(max(0, end - 24), end - 2):
            if _is_common(letters[start:end], own):
                fewest[end] = min(fewest[end], fewest[start] + 1)
    return fewest[-1]


def _is_common(piece: str, own: frozenset[str]) -> bool:
    return piece in common_words() or piece in own or any(piece in run or piece[::-1] in run for run in RUNS)


def _without_repetition(letters: str) -> str:
    """ "abcabcabc" and "aaaa" say one thing once."""
    for size in range(1, len(letters) // 2 + 1):
        if len(letters) % size == 0 and letters[:size] * (len(letters) // size) == letters:
            return letters[:size]
    return letters
