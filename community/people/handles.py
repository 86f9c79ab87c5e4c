"""Handles: the name a member is known by. It must not say who they are, nor carry a number about the body."""

import re
import unicodedata

from django.core.exceptions import ValidationError

# Letters that pass for one another at a glance, reduced to one of them.
_ALIKE = str.maketrans("0134579", "oleasty") | str.maketrans(
    {"l": "i", "j": "i", "|": "i", "$": "s", "@": "a"}
)
_ALLOWED = re.compile(r"[A-Za-z][A-Za-z-]{2,29}")
# Judged at the start of each dash-separated part, so that "nothing" and "father" pass.
_FOOD_AND_BODY = re.compile(
    r"(?<![a-z])(bmi|kcal|calor|kilo|weigh|skinny|thin(?![kg])|fat(?![eh])|purg|bing|starv|vomit|proana|promia"
    r"|(ana|mia)(?![a-z]))"
)
# Whom one would take for the team, wherever a dash-separated part begins so.
_STAFF = re.compile(
    r"(?<![a-z])(admin|alongside|clinic|counsel|doctor|(dr|nhs|team|staff)(?![a-z])|moderator|nurse|psych|therap)"
)


def looks_like(handle: str) -> str:
    """What a hurried reader sees: case, marks, dashes and look-alike letters folded together.

    >>> looks_like("Mi1a-Rose") == looks_like("mi1arose")
    True
    """
    plain = unicodedata.normalize("NFKD", handle).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter.isalnum())
    return letters.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def check_handle(handle: str) -> None:
    """Raises ValidationError with a sentence the joining person can act on."""
    if not _ALLOWED.fullmatch(handle):
        raise ValidationError("Use 3 to 30 letters and dashes, starting with a letter. Leave numbers out.")
    if _FOOD_AND_BODY.search(handle.casefold()):
        raise ValidationError("Choose a name that does not mention food, weight or the body.")
    if _STAFF.search(handle.casefold()):
        raise ValidationError("Choose a name that nobody takes for one of the team.")
