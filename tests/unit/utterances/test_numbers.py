"""Numbers others measure themselves by are found however they are written; ordinary numbers are left alone."""

import time

import pytest

from community.utterances.numbers import Measure, numbers_in

WEIGHT, BMI, CALORIES, SIZE, AMOUNT = (
    Measure.WEIGHT,
    Measure.BMI,
    Measure.CALORIES,
    Measure.SIZE,
    Measure.AMOUNT,
)

FOUND = [
    ("I weigh 42 kg now", WEIGHT, "42 kg"),
    ("down to 42kg", WEIGHT, "42kg"),
    ("forty-two kilos", WEIGHT, "forty-two kilos"),
    ("I am six stone", WEIGHT, "six stone"),
    ("six and a half stone", WEIGHT, "six and a half stone"),
    ("8st 4lb this morning", WEIGHT, "8st 4lb"),
    ("I was 7st.", WEIGHT, "7st"),
    ("95 lbs", WEIGHT, "95 lbs"),
    ("lost ten pounds since May", WEIGHT, "lost ten pounds"),
    ("my weight is about 45", WEIGHT, "weight is about 45"),
    ("GW 45", WEIGHT, "GW 45"),
    ("weighed forty two again", WEIGHT, "weighed forty two"),
    ("my BMI is 14.5", BMI, "BMI is 14.5"),
    ("a B.M.I of fifteen", BMI, "B.M.I of fifteen"),
    ("14.5 bmi", BMI, "14.5 bmi"),
    ("had 800 calories", CALORIES, "800 calories"),
    ("1,200 kcal a day", CALORIES, "1,200 kcal"),
    ("five hundred cals", CALORIES, "five hundred cals"),
    ("kept my calories under 900", CALORIES, "calories under 900"),
    ("size 6 jeans", SIZE, "size 6"),
    ("a size zero", SIZE, "size zero"),
    ("UK 4 is loose", SIZE, "UK 4"),
    ("my waist is 24 inches", SIZE, "waist is 24"),
    ("took 20 laxatives", AMOUNT, "20 laxatives"),
    ("ten dulcolax", AMOUNT, "ten dulcolax"),
    ("a dozen of nothing, thirty two diet pills", AMOUNT, "thirty two diet pills"),
    ("purged five times today", AMOUNT, "purged five times"),
    ("a 36 hour fast", AMOUNT, "36 hour fast"),
    ("500 sit-ups before bed", AMOUNT, "500 sit-ups"),
    ("500 mg", AMOUNT, "500 mg"),
    # Disguised.
    ("４２ｋｇ", WEIGHT, "４２ｋｇ"),
    ("4\u200b2\u200bk\u200bg", WEIGHT, "4\u200b2\u200bk\u200bg"),
    ("4 2 k g", WEIGHT, "4 2 k g"),
    ("4️⃣2️⃣ kg", WEIGHT, "4️⃣2️⃣ kg"),
    ("④② kilos", WEIGHT, "④② kilos"),
    ("5okg", WEIGHT, "5okg"),
    ("42 кg", WEIGHT, "42 кg"),
    ("42 **k**g", WEIGHT, "42 **k**g"),
    ("800 c4lories", CALORIES, "800 c4lories"),
    ("20 l4xatives", AMOUNT, "20 l4xatives"),
    ("42&#107;g", WEIGHT, "42&#107;g"),
]


@pytest.mark.parametrize(("text", "measure", "what"), FOUND)
def test_a_number_is_found_and_pointed_at(text, measure, what):
    found = numbers_in(text)
    assert [(one.measure, text[one.start : one.end]) for one in found] == [(measure, what)]


@pytest.mark.parametrize(
    "text",
    [
        "", "I am 19 and my sister is 22.", "It took three weeks.", "Call 111, option 2, or 116 123.",
        "On the 1st and the 21st of May at 9 pm.", "I ate lunch at half past twelve.", "We were six at the table.",
        "My weight is all I think about.", "10 St John's Road", "It cost twenty pounds.", "I rang her 3 times.",
        "I have lost 2 friends.", "BMI is not who I am.", "Step 4 of the plan.", "one of those days",
        "room number 42", "I weigh up 3 options.", "the size of it", "It weighs on me.", "for two hours",
        "Chapter 5, page 120", "She has 12 years of recovery.", "my 5 goals", "100% with you",
    ],
)  # fmt: skip
def test_an_ordinary_number_is_left_alone(text):
    assert numbers_in(text) == []


def test_several_are_all_found_in_order():
    text = "I was 50 kg, then 45 kg, on 600 calories, size 4."
    assert [text[one.start : one.end] for one in numbers_in(text)] == [
        "50 kg",
        "45 kg",
        "600 calories",
        "size 4",
    ]


@pytest.mark.parametrize(
    "unit", ["one ", "4 2 ", "weight is about ", "1,", "- ", "purged a b ", "size", "lost a b c d ", "x4x "]
)
def test_a_hostile_text_costs_in_proportion_to_its_length(unit):
    def cost(length: int) -> float:
        text = (unit * length)[:length]
        begun = time.process_time()
        numbers_in(text)
        return time.process_time() - begun

    cost(2_000)
    assert cost(20_000) < 40 * max(cost(2_000), 0.002)
