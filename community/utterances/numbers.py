"""Numbers that others measure themselves by: weights, BMI, calories, sizes, amounts. Found in digits and in words,
and through disguises, as they are looked for in the folded view of the text with a map back to what was written.

Pure: no database. Finding too much costs a kind question; ages, dates, times and telephone numbers are left alone."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from community.utterances.views_of_text import View, views_of


class Measure(StrEnum):
    """What a number is about, in words that go on a page."""

    WEIGHT = "a weight"
    BMI = "a BMI"
    CALORIES = "calories"
    SIZE = "a size"
    AMOUNT = "an amount"


@dataclass(frozen=True, slots=True)
class Found:
    """[start, end) in characters of the raw text."""

    measure: Measure
    start: int
    end: int


def _any(words: str) -> str:
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


def _spread(words: str) -> str:
    """Short units as people take them apart: "k g", "k.g.", "b m i"."""
    return "(?:" + "|".join(r"[ ._*-]{0,4}".join(word) for word in words.split()) + ")"


ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety hundred thousand "
    "dozen"
)
IN_WORDS = rf"\b(?:an? )?{_any(ONES)}(?:(?:[ -]| and | point ){_any(ONES)}){{0,8}}(?: and a half)?\b"
# "1,200", "42.5", and digits taken apart: "4 2". Never a piece of a longer number.
IN_DIGITS = r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d{1,5}(?:[.,]\d{1,2})?|\d(?: \d){1,3})(?![\d])"
NUMBER = rf"(?:{IN_DIGITS}|{IN_WORDS})"
GAP = r"[\s~=:*_\"'()-]{0,4}"
# What may stand between a word and its number: "my weight has now been about 42".
FILLER = _any(
    "is was are of at to now just only about around roughly nearly almost over under down up been has had currently "
    "still exactly by like"
)
BETWEEN = rf"(?:[\s~=:,()-]+{FILLER}){{0,4}}[\s~=:,()-]{{1,3}}"
# Not a weight: "weigh up 3 options", "42 years", "9 pm".
OTHER_THINGS = _any(
    "years? yrs? months? weeks? days? hours? hrs? minutes? mins? am pm times? people options? things? reasons?"
)
NOT_OTHERWISE = rf"(?!\s?(?:%|/|:\d|{OTHER_THINGS}\b))"

KILOS = rf"{_spread('kg kgs')}\b|kilo(?:s|gram(?:me)?s?)?\b"
MOVED = _any(
    "lost gained lose gain losing gaining put dropped shed weigh weighed weighing weight heavier lighter"
)
PILLS = _any(
    "laxatives? laxies lax laxis tablets? pills? capsules? tabs paracetamols? ibuprofens? dulcolax senna senokot "
    "diuretics? sachets? co-?codamols? aspirins?"
)
PURGES = r"(?:purges?|binges?|binge-purges?|sit-?ups|press-?ups|push-?ups|burpees|crunches|squats|star jumps|steps)"
DID = (
    r"(?:purg\w+|bing\w+|vomit\w*|threw up|thrown up|throwing up|been sick|being sick|was sick|made myself sick|"
    r"fasted|fasting|starved)"
)
A_FEW_WORDS = r"(?:\W+\w+){0,4}?\W+"
PART = r"(?:waist|hips|thighs?|wrist|bust)\b"
# "8st 4", "8st4lb"; not "1st", "21st", nor "10 St John's Road".
STONES = (
    r"(?<![\d.,])(?:\d{0,2}[02-9]|\d?11)\s?st\b(?=\s*(?:\d|$|[.,;!?)\n]|and\b|now\b|again\b|lbs?\b))"
    r"(?:\s*\d{1,2}(?:\s*lbs?\b)?)?"
)

RULES: tuple[tuple[Measure, str], ...] = (
    (Measure.BMI, rf"\b(?:{_spread('bmi')}\b|body mass index){BETWEEN}{NUMBER}"),
    (Measure.BMI, rf"{NUMBER}{GAP}{_spread('bmi')}\b"),
    (Measure.WEIGHT, STONES),
    (Measure.WEIGHT, rf"{NUMBER}{GAP}(?:{KILOS}|stones?\b|{_spread('lb lbs')}\b)"),
    (Measure.WEIGHT, rf"\b{MOVED}\b{A_FEW_WORDS}{NUMBER}{GAP}pounds\b"),
    (Measure.WEIGHT, rf"{NUMBER}{GAP}pounds (?:heavier|lighter|overweight|underweight|down)\b"),
    (
        Measure.WEIGHT,
        rf"\b(?:weighs?|weighed|weighing|weight|(?:c|g|u|l|h|s|ug)w)\b{BETWEEN}{NUMBER}{NOT_OTHERWISE}",
    ),
    (
        Measure.CALORIES,
        rf"{NUMBER}{GAP}(?:{_spread('kcal kcals cals')}|cal|(?:kilo)?calories?|k?joules?|kj)\b",
    ),
    (
        Measure.CALORIES,
        rf"\b(?:kcals?|cals|calories|calorie (?:limit|intake|goal)){BETWEEN}{NUMBER}{NOT_OTHERWISE}",
    ),
    (Measure.SIZE, rf"\bsize{GAP}(?:(?:uk|us|eu){GAP})?(?:{NUMBER}|x{{1,3}}s\b){NOT_OTHERWISE}"),
    (Measure.SIZE, rf"\b(?:uk|us) \d{{1,2}}\b{NOT_OTHERWISE}"),
    (Measure.SIZE, rf"\b{PART}{BETWEEN}{NUMBER}{NOT_OTHERWISE}|{NUMBER}{GAP}(?:inch(?:es)?|in|cm)\s{PART}"),
    (Measure.AMOUNT, rf"{NUMBER}{GAP}(?:(?:\w+[ -]){{0,2}}?{PILLS}|{_spread('mg')}|milligrams?)\b"),
    (Measure.AMOUNT, rf"{NUMBER}{GAP}{PURGES}\b|{NUMBER}{GAP}(?:hour|hr|day) fast\b"),
    (Measure.AMOUNT, rf"\b{DID}(?:\W+\w+){{0,3}}?\W+(?:{NUMBER}{GAP}(?:times|hours|hrs|days)\b|twice\b)"),
)
COMPILED = tuple((measure, re.compile(pattern)) for measure, pattern in RULES)

MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*\d)\w{2,24}\b")
UNIT_AFTER = re.compile(
    r"([0-9][0-9oli]*?)(kgs?|kilos?|st|stone|lbs?|k?cals?|kcals|mg|calories|inch|cm|kj|[a-z]{4,})"
)
AS_DIGITS = str.maketrans("oli", "011")
AS_LETTERS = str.maketrans("0134578", "oleastb")


def numbers_in(text: str) -> list[Found]:
    """Where they stand, in order, none overlapping."""
    folded = views_of(text).folded
    level = View("level", MIXED.sub(_levelled, folded.text), folded.starts, folded.ends)
    return _apart(
        Found(measure, *level.raw_span(start, end))
        for measure, start, end in _matches(level.text)
        if end > start
    )


def _matches(text: str) -> Iterator[tuple[Measure, int, int]]:
    for measure, pattern in COMPILED:
        for match in pattern.finditer(text):
            yield measure, match.start(), match.end()


def _levelled(match: re.Match[str]) -> str:
    """A word of digits and letters as it is meant, letter for letter: "5okg" is 50kg, "c4lories" is calories."""
    word = match.group()
    if parts := UNIT_AFTER.fullmatch(word):
        return parts[1].translate(AS_DIGITS) + parts[2]
    if re.fullmatch(r"[0-9oli]+", word):
        return word.translate(AS_DIGITS)
    return word.translate(AS_LETTERS) if sum(map(str.isdigit, word)) <= len(word) / 2 else word


def _apart(found: Iterable[Found]) -> list[Found]:
    """The first kind that claims a place has it; the order of the rules decides."""
    kept: list[Found] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
