"""Every pair of colours that meets, held to WCAG 2.2 AA: 4.5 for text, 3 for what only has to be seen."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[3] / "themes" / "base" / "static"
TOKENS = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", (STATIC / "alongside" / "tokens.css").read_text()))

PAPERS = ("paper", "white", "sand", "brand-wash", "action-wash", "note-wash", "error-wash", "brand-tint")
READ = [
    *(("ink", paper) for paper in (*PAPERS, "lamp", "mark", "focus", "line")),
    *(("ink-soft", paper) for paper in ("paper", "white", "sand", "brand-wash", "note-wash")),
    *(
        (link, paper)
        for link in ("link", "link-visited", "link-hover")
        for paper in ("paper", "white", "sand")
    ),
    *(("brand", paper) for paper in ("paper", "white", "sand", "brand-wash", "brand-tint", "error-wash")),
    *(("error", paper) for paper in ("paper", "white", "sand", "error-wash")),
    *(
        ("white", dark)
        for dark in ("brand", "brand-deep", "brand-deepest", "action", "action-hover", "action-deep")
    ),
    *(("white", dark) for dark in ("error", "error-deep", "error-deepest", "now")),
    *(("lamp", dark) for dark in ("brand-deepest", "brand", "brand-deep")),
    ("focus-ink", "focus"),
    ("action-deep", "action-wash"),
    ("today", "today-wash"),
    ("routine", "routine-wash"),
    ("quiet", "quiet-wash"),
    ("note", "note-wash"),
    ("now", "white"),
    ("now", "paper"),
]
SEEN = [
    *(("line-strong", paper) for paper in ("paper", "white", "sand")),
    *(("focus-ink", paper) for paper in PAPERS),
    *(("focus", dark) for dark in ("brand", "brand-deep", "brand-deepest")),
    *(("lamp", dark) for dark in ("brand", "brand-deep")),
    *(("brand-soft", paper) for paper in ("white", "paper")),
    *(("ink-soft", paper) for paper in ("white", "paper")),
    ("now", "mark"),
    ("note", "white"),
]


def luminance(figure: str) -> float:
    parts = [int(figure[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, tokens: dict[str, str] = TOKENS) -> float:
    low, high = sorted((luminance(tokens[one]), luminance(tokens[other])))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "paper"), READ)
def test_what_is_read_stands_out(ink, paper):
    assert contrast(ink, paper) >= 4.5


BRANDS = sorted(STATIC.parents[1].glob("*/static/brand.css"))


@pytest.mark.parametrize("sheet", BRANDS, ids=lambda sheet: sheet.parts[-3])
def test_a_brand_changes_tokens_only_and_keeps_every_pair(sheet):
    own = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", sheet.read_text()))
    assert own
    assert own.keys() <= TOKENS.keys()
    tokens = TOKENS | own
    assert not [pair for pair in READ if contrast(*pair, tokens) < 4.5]
    assert not [pair for pair in SEEN if contrast(*pair, tokens) < 3]


@pytest.mark.parametrize(("line", "paper"), SEEN)
def test_what_only_has_to_be_seen_stands_out(line, paper):
    assert contrast(line, paper) >= 3


def test_the_reckoning_agrees_with_the_worked_examples_of_the_standard():
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("#000000") == 0
    assert luminance("#777777") == pytest.approx(0.1845, abs=0.001)


def test_every_colour_has_a_pair():
    assert set(TOKENS) == {name for pair in READ + SEEN for name in pair}
