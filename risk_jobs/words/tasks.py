"""Jobs of the workbench. The row is the debt; a job carries its id and may be done twice."""

import time
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_q.tasks import async_task

from risk_jobs.words import audit_texts, live, reading
from risk_jobs.words.models import Trial

READ_ON = "risk_jobs.words.tasks.read_on"
# Well within a job's own timeout; what is left is another job's.
LONGEST_ROUND_S = 20.0
# A job that has not finished a day for so long is dead, or waits behind others: another is sent after it.
SILENT_AFTER = timedelta(seconds=90)


def read_on(pk: int) -> None:
    """Read day after day until the time is up, then hand on to another job."""
    trial = Trial.objects.owed().filter(pk=pk).select_related("version__rule", "asked_by").first()
    if trial is None:
        return
    try:
        reader = reading.reader_of(trial)
    except live.CannotCompile as problem:
        Trial.objects.filter(pk=pk).update(finished_at=timezone.now(), trouble=str(problem)[:200])
        return
    until = time.monotonic() + LONGEST_ROUND_S
    while reading.read_a_day(pk, reader):
        if time.monotonic() > until:
            send(pk)
            return


def send(pk: int) -> None:
    async_task(READ_ON, pk, group="readings", save=False)


def hurry_readings() -> None:
    """The timer's entry: whatever is owed and has not moved is sent again."""
    silent = timezone.now() - SILENT_AFTER
    owed = Trial.objects.owed().filter(Q(beat_at=None, asked_at__lt=silent) | Q(beat_at__lt=silent))
    for pk in owed.values_list("pk", flat=True):
        Trial.objects.filter(pk=pk).update(beat_at=timezone.now())
        send(pk)


def draw_audit_texts() -> None:
    """The timer's entry: yesterday's sample of each service, once."""
    audit_texts.draw(day=timezone.localdate() - timedelta(days=1))
