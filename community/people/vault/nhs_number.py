"""The NHS number and its check digit (NHS Data Dictionary: NHS NUMBER, modulus 11)."""

import re

from django.core.exceptions import ValidationError

WEIGHTS = range(10, 1, -1)


def plain(written: str) -> str:
    """The ten digits of a number as people write it. Raises ValidationError with a sentence.

    >>> plain("943 476 5919")
    '9434765919'
    """
    digits = re.sub(r"[\s\-]", "", written)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValidationError("An NHS number has 10 digits.")
    if not has_right_check_digit(digits):
        raise ValidationError(
            "This is not an NHS number: one of its digits must be wrong. Check it once more."
        )
    return digits


def has_right_check_digit(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=False))
    check = (11 - total % 11) % 11  # 10 is never issued, and equals no digit
    return check == int(digits[9])
