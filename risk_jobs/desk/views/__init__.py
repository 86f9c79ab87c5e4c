"""The desk: fetch what is visible, validate, call one action, answer."""

from risk_jobs.desk.views.case import (
    case,
    case_claim,
    case_close,
    case_contact,
    case_escalate,
    case_hand_over,
    case_note,
    case_release,
    case_undo,
    case_wait,
)
from risk_jobs.desk.views.queue import desk, desk_keys, desk_on_call
from risk_jobs.desk.views.times import desk_times

__all__ = [
    "case",
    "case_claim",
    "case_close",
    "case_contact",
    "case_escalate",
    "case_hand_over",
    "case_note",
    "case_release",
    "case_undo",
    "case_wait",
    "desk",
    "desk_keys",
    "desk_on_call",
    "desk_times",
]
