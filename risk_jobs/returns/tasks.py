"""What the clock hands to the worker: each ends by itself, and may be done twice."""

from risk_jobs.debts import HandedToTheWorker
from risk_jobs.returns import actions, nightly


def count_days_again() -> None:
    nightly.reconcile()


def notice_silence() -> None:
    actions.notice_silence()


_night = HandedToTheWorker("risk_jobs.returns.tasks.count_days_again", "returns", nightly.is_owed)
_quiet = HandedToTheWorker("risk_jobs.returns.tasks.notice_silence", "returns", lambda: True)


def hurry_the_count() -> None:
    """The timer's entry."""
    _night.pay()


def look_for_silence() -> None:
    """The timer's entry."""
    _quiet.pay()
