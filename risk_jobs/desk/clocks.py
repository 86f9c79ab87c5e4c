"""By when a case is to be answered. The clocks run day and night; nothing closes by age."""

from datetime import datetime, time, timedelta

from django.utils import timezone

# Attention priority -> the time to claim. P3 is by the end of the next working day.
TO_CLAIM: dict[int, timedelta] = {1: timedelta(minutes=15), 2: timedelta(hours=4)}
CLAIM_HOLDS_FOR = timedelta(minutes=30)
END_OF_WORK = time(17, 0)


def due_at(priority: int, opened_at: datetime) -> datetime:
    if priority in TO_CLAIM:
        return opened_at + TO_CLAIM[priority]
    day = timezone.localtime(opened_at).date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, END_OF_WORK))


def in_words(due: datetime, now: datetime) -> str:
    """ "due in 12 min", "5 min late": what a row of the queue says."""
    minutes = round((due - now).total_seconds() / 60)
    if minutes < 0:
        return f"{_span(-minutes)} late"
    return f"due in {_span(minutes)}"


def _span(minutes: int) -> str:
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{round(minutes / 60)} h"
    return f"{round(minutes / 60 / 24)} days"
