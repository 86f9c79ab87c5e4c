"""Everything that changes a case."""

from risk_jobs.desk.actions.keys import switch_keys
from risk_jobs.desk.actions.raising import (
    raise_by_staff,
    raise_by_watch,
    raise_concern,
    raise_flags,
    raise_unread,
)
from risk_jobs.desk.actions.reaching import CannotBeReached, EscalateTo, contact, escalate
from risk_jobs.desk.actions.undoing import TooLate, can_undo, undo
from risk_jobs.desk.actions.working import (
    ChangedMeanwhile,
    WaitsTooLong,
    add_note,
    claim,
    close,
    hand_over,
    record_reading,
    release,
    wait,
)

__all__ = [
    "CannotBeReached",
    "ChangedMeanwhile",
    "EscalateTo",
    "TooLate",
    "WaitsTooLong",
    "add_note",
    "can_undo",
    "claim",
    "close",
    "contact",
    "escalate",
    "hand_over",
    "raise_by_staff",
    "raise_by_watch",
    "raise_concern",
    "raise_flags",
    "raise_unread",
    "record_reading",
    "release",
    "switch_keys",
    "undo",
    "wait",
]
