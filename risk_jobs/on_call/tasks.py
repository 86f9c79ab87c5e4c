"""What the worker and the clock do for those on call."""

from risk_jobs.debts import HandedToTheWorker
from risk_jobs.on_call import sending

_alerts = HandedToTheWorker("risk_jobs.on_call.sending.send_due", "alerts", sending.something_is_due)


def hurry_alerts() -> None:
    """The timer's entry: the worker's first, and the clock's own where they have waited."""
    _alerts.pay()
    sending.send_what_waited()
