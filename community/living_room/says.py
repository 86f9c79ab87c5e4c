"""Sentences that pages and scripts share."""

from django.utils import timezone

from community.living_room.guard import WaitALittle

NUMBERS = "Your words have numbers about weight, food or size in them."


def wait_until(wait: WaitALittle) -> str:
    at = timezone.localtime(wait.until)
    return f"It goes slowly here for now: you can send this at {at:%H:%M:%S}. Help now does not wait."


def no_numbers() -> str:
    return f"{NUMBERS} Please say it without: others measure themselves by them."


def ask_about_numbers() -> str:
    return (
        f"{NUMBERS} Others may measure themselves by them. Change them, or send them once more as they are."
    )
