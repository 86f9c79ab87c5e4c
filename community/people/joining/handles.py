"""Handles: the name a member is known by. It must not say who they are, nor carry a number about the body."""

import re
import unicodedata
from collections.abc import Iterable

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables

# Letters that pass for one another at a glance, reduced to one of them.
_ALIKE = str.maketrans("0134579", "oleasty") | str.maketrans(
    {"l": "i", "j": "i", "|": "i", "$": "s", "@": "a"}
)
_ALLOWED = re.compile(r"[A-Za-z][A-Za-z-]{2,29}")
# Judged at the start of each dash-separated part, so that "nothing" and "father" pass.
_FOOD_AND_BODY = re.compile(
    r"(?<![a-z])(bmi|kcal|calor|kilo|weigh|skinny|thin(?![kg])|fat(?![eh])|purg|bing|starv|vomit|proana|promia"
    r"|(ana|mia|kg|kgs|lbs|size|zero|slim|curvy|obese)(?![a-z])|anorex|bulim|diet|fasting|calori)"
)
_FOOD = frozenset(
    """
    apple bacon bagel banana biscuit bread breakfast brownie burger butter cake candy carb cereal cheese
    chip chocolate cookie cream crisp crumpet curry dessert dinner donut egg food fries fruit grape
    gravy ham honey jelly juice kebab lunch meal meat milk muffin noodle nugget pancake pasta pastry
    peach pie pizza plum popcorn porridge potato pudding rice roast salad sandwich sausage scone snack
    soup steak strawberry sugar supper sweet toast toffee tomato treat vegan veg waffle yoghurt
    """.split()  # noqa: SIM905  read as a list of words
)
# What no dash or run of letters hides: looked for in the whole name, read without dashes.
_HIDDEN = re.compile(
    r"^(bmi|kcal|kgs?|lbs|size(zero|six|eight|ten)|ana|mia)$|anorex|bulimi|calorie|skinny|thinspo|proana|promia"
)
_TEENS, _TENS = "(thir|four|fif|six|seven|eigh|nine)teen", "(twen|thir|for|fif|six|seven|eigh|nine)ty"
_NUMBER = f"(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|{_TEENS}|{_TENS}|hundred)"
# "grey-stone" is a name, "nine-stone" a weight.
_WEIGHT = re.compile(f"{_NUMBER}(stones?|pounds?|lbs?|kgs?|kilos?|kilograms?|grams?)")
# The first half of a year said in words, "two-thousand-and-six", and as Rome counted.
_YEAR = re.compile(
    f"(nineteen|twenty)(hundred|oh|ten|eleven|twelve|{_TEENS}|{_TENS})|twothousand|twok(and)?{_NUMBER}"
    r"|(^|-)(mcm[clxvi]+|mm[xvi]+)(-|$)"
)
# Whom one would take for the team, wherever a dash-separated part begins so.
_STAFF = re.compile(
    r"(?<![a-z])(admin|alongside|clinic|consultant|counsel|crisis|dieti|doctor|guardian|helpline|keyworker|official"
    r"|samaritan|(dr|mod|nhs|team|staff|support|system)(?![a-z])|moderator|nurse|psych|therap)|^member-who-left"
)


def looks_like(handle: str) -> str:
    """What a hurried reader sees: case, marks, dashes and look-alike letters folded together.

    >>> looks_like("Mi1a-Rose") == looks_like("mi1arose")
    True
    """
    # Names arrive in any script; who is called Łukasz or Иван is known by lukasz or ivan too.
    plain = unicodedata.normalize("NFKD", anyascii(unicodedata.normalize("NFC", handle))).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter.isalnum())
    return letters.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def check_handle(handle: str) -> None:
    """Raises ValidationError with a sentence the joining person can act on."""
    if not _ALLOWED.fullmatch(handle):
        raise ValidationError("Use 3 to 30 letters and dashes, starting with a letter. Leave numbers out.")
    plain = handle.casefold()
    joined = plain.replace("-", "")
    if (
        _FOOD_AND_BODY.search(plain)
        or parts_of(handle) & _FOOD
        or _HIDDEN.search(joined)
        or _WEIGHT.search(joined)
    ):
        raise ValidationError("Choose a name that does not mention food, weight or the body.")
    if _YEAR.search(joined) or _YEAR.search(plain):
        raise ValidationError("Choose a name without a year in it.")


def check_nobody_of_the_team(handle: str) -> None:
    """For members; the staff's own names may say what they are."""
    if _STAFF.search(handle.casefold()):
        raise ValidationError("Choose a name that nobody takes for one of the team.")


def parts_of(handle: str) -> set[str]:
    """The words of a handle, also without the s of many: "Two-Cakes" -> two, cakes, cake."""
    parts = {part for part in handle.casefold().split("-") if part}
    return parts | {part[:-1] for part in parts if part.endswith("s")}


@sensitive_variables()
def says_who(handle: str, told: Iterable[str]) -> bool:
    """Whether a handle gives away any of these names or addresses: one of their words of three letters or more
    is a word of the handle, or the whole runs through it.

    >>> says_who("jo-bloggs", ["Jo Bloggs"]), says_who("blue-river", ["Jo Bloggs"])
    (True, False)
    """
    whole, words = looks_like(handle), {looks_like(part) for part in handle.split("-")}
    for text in told:
        own = [looks_like(part) for part in re.findall(r"[^\W\d_]+", text.partition("@")[0])]
        if any(len(part) >= 3 and part in words for part in own):
            return True
        joined = "".join(own)
        if len(own) > 1 and words.issuperset(own):  # "Li Wu" as wu-li
            return True
        if len(joined) >= 4 and joined in whole:
            return True
        if any(len(part) >= 4 and part in whole for part in own):
            return True
    return False
