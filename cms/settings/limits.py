"""How long sessions last, role by role, as whoever installs the building says it."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

Limits = tuple[timedelta, timedelta]


def by_role(text: str) -> dict[str, Limits]:
    """ "clinician:15:8 carer:60:48" -> role -> (minutes without doing anything, hours at all)."""
    return dict(_one(part) for part in text.replace(",", " ").split())


def _one(part: str) -> tuple[str, Limits]:
    role, *numbers = part.split(":")
    if len(numbers) != 2 or not all(number.isdecimal() and 0 < int(number) < 10_000 for number in numbers):
        raise ImproperlyConfigured(
            f"SESSION_LIMITS_BY_ROLE: “{part}” is not role:minutes:hours, as in clinician:15:8."
        )
    return role, (timedelta(minutes=int(numbers[0])), timedelta(hours=int(numbers[1])))
