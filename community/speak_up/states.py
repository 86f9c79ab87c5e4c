"""The states of a report. `docs/states.md` is generated from this table. They are the only thing about a report, beside
its days, that can be read without a guardian's key."""

from datetime import date, timedelta

from django.db import models

from cms.states import Way

ACKNOWLEDGE_DAYS, FEEDBACK_MONTHS, KEPT_DAYS = 7, 3, 90


class State(models.TextChoices):
    RECEIVED = "received", "Received"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    LOOKING = "looking", "Being looked at"
    ANSWERED = "answered", "Feedback given"
    CLOSED = "closed", "Closed"


GUARDIAN = "a guardian who can open it"
REPORTER = "the reporter, with the receipt"
WAYS: tuple[Way[State], ...] = (
    Way("acknowledge", State.RECEIVED, State.ACKNOWLEDGED, GUARDIAN),
    Way("look", State.RECEIVED, State.LOOKING, GUARDIAN),
    Way("look", State.ACKNOWLEDGED, State.LOOKING, GUARDIAN),
    Way("look", State.ANSWERED, State.LOOKING, GUARDIAN),
    Way("answer", State.LOOKING, State.ANSWERED, f"{GUARDIAN}, with a reply"),
    Way("close", State.ACKNOWLEDGED, State.CLOSED, f"{GUARDIAN}, saying why"),
    Way("close", State.LOOKING, State.CLOSED, f"{GUARDIAN}, saying why"),
    Way("close", State.ANSWERED, State.CLOSED, f"{GUARDIAN}, saying why"),
    Way("withdraw", State.RECEIVED, State.CLOSED, REPORTER),
    Way("withdraw", State.ACKNOWLEDGED, State.CLOSED, REPORTER),
    Way("withdraw", State.LOOKING, State.CLOSED, REPORTER),
    Way("withdraw", State.ANSWERED, State.CLOSED, REPORTER),
    Way("open again", State.CLOSED, State.LOOKING, f"{GUARDIAN}, or {REPORTER}"),
)

OWNERS: dict[State, str] = {
    State.RECEIVED: "the guardians whom the reporter chose, for 7 days",
    State.ACKNOWLEDGED: "the same guardians, until 3 months after it came",
    State.LOOKING: "the same guardians, until 3 months after it came",
    State.ANSWERED: "the same guardians, until they close it",
    State.CLOSED: "the clock: its keys are destroyed 90 days later, unless a guardian holds it",
}


def due_on(state: str, opened_on: date) -> date | None:
    """The day by which something has to be done, or None."""
    if state == State.RECEIVED:
        return opened_on + timedelta(days=ACKNOWLEDGE_DAYS)
    if state in (State.ACKNOWLEDGED, State.LOOKING):
        return months_after(opened_on, FEEDBACK_MONTHS)
    return None


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def destroyed_on(closed_on: date) -> date:
    return closed_on + timedelta(days=KEPT_DAYS)
