"""What the clock and the worker do for it."""

from risk_jobs.debts import HandedToTheWorker
from risk_jobs.proof import canaries, signs


def worker_beats() -> None:
    """The job: that it ran is all it does."""
    signs.beat(signs.WORKER)


_worker = HandedToTheWorker("risk_jobs.proof.tasks.worker_beats", "proof", lambda: True)


def clock_beats() -> None:
    signs.beat(signs.CLOCK)


def ask_the_worker() -> None:
    _worker.pay()


def look_for_canaries() -> None:
    canaries.say()
    canaries.look()
