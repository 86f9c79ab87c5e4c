"""The code on a key, and what the database keeps of it."""

import hashlib
import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LETTERS = 26  # 31^26 > 2^128
_GROUP = 5


def new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))


def in_groups(code: str) -> str:
    """As it is printed, so that an eye finds its place again: "abcde-fghij-…"."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def digest_of(code: str) -> str:
    """Typed by hand from a letter: spaces, dashes and case do not matter."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
