"""Plain texts put through a disguise: the verdict is the one of the plain text, whatever the text is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from risk_jobs.screening.pack import starter_judge
from tests.quality.texts import Text, read

PLAIN = [t for t in read([Path(__file__).with_name("texts.jsonl")]) if t.phenomenon == "plain"][::2]
CYRILLIC = str.maketrans("aeocpi", "аеосрі")


def in_words(change: Callable[[str], str], least: int = 4) -> Callable[[str], str]:
    """Every word of at least so many letters changed."""
    return lambda text: re.sub(rf"[A-Za-z]{{{least},}}", lambda word: change(word.group()), text)


DISGUISES: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "zero-width inside": in_words(lambda w: w[:2] + "\u200b" + w[2:]),
    "zero-width everywhere": in_words("\u200d".join),
    "soft hyphen": in_words(lambda w: w[:2] + "\u00ad" + w[2:]),
    "look-alike letters": in_words(lambda w: w[0] + w[1:-1].translate(CYRILLIC) + w[-1]),
    "HTML, a number": in_words(lambda w: f"{w[0]}&#{ord(w[1])};{w[2:]}"),
    "HTML, hexadecimal": in_words(lambda w: f"{w[:-1]}&#x{ord(w[-1]):x};"),
    "HTML, a tag": in_words(lambda w: f"<b>{w[:2]}</b>{w[2:]}"),
}
HYPHENS = {
    "in the middle": in_words(lambda w: f"{w[: len(w) // 2]}-{w[len(w) // 2 :]}", 6),
    "between letters": in_words("-".join),
}
HEARD_WITH_HYPHENS = 0.90


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_changes_no_verdict(name: str) -> None:
    judge, disguise = starter_judge(), DISGUISES[name]
    changed = [
        t.id for t in PLAIN if judge.verdict(t.text).priority != judge.verdict(disguise(t.text)).priority
    ]
    assert not changed


@pytest.mark.parametrize("name", HYPHENS)
def test_hyphens_hide_next_to_nothing(name: str) -> None:
    judge, disguise = starter_judge(), HYPHENS[name]
    flagged: list[Text] = [t for t in PLAIN if judge.verdict(t.text).flagged]
    heard = [t for t in flagged if judge.verdict(disguise(t.text)).flagged]
    assert len(heard) >= HEARD_WITH_HYPHENS * len(flagged)
