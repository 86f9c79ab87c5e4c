"""By when a case is to be answered. The clocks run day and night; nothing closes by age."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from community.people.models import ClaimTarget, Service
from community.people.services.opening import end_of_next_working_day

# Attention priority -> the time to claim, where the service has no target of its own.
TO_CLAIM: dict[int, timedelta] = {1: timedelta(minutes=15), 2: timedelta(hours=4)}
END_OF_WORK = time(17, 0)


def due_at(priority: int, opened_at: datetime, service: int | None = None) -> datetime:
    """The service's own target where it has one; else the house's, with P3 by the end of the next working day,
    which the service's opening hours say."""
    own = target(priority, service)
    if own is not None:
        return opened_at + own
    closes = end_of_next_working_day(service, opened_at) if service is not None else None
    return closes or _end_of_next_weekday(opened_at)


def target(priority: int, service: int | None) -> timedelta | None:
    """How long a case may wait until somebody has claimed it; None: until the end of the next working day."""
    own = ClaimTarget.objects.filter(service=service, priority=priority).values_list("minutes", flat=True)
    minutes = own.first()
    return TO_CLAIM.get(priority) if minutes is None else timedelta(minutes=minutes)


def _end_of_next_weekday(opened_at: datetime) -> datetime:
    day = timezone.localtime(opened_at).date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, END_OF_WORK))


def claim_holds_for(service: Service) -> timedelta:
    return timedelta(minutes=service.claim_holds_min)


def in_words(due: datetime, now: datetime) -> str:
    """ "due in 12 min", "5 min late": what a row of the queue says."""
    minutes = round((due - now).total_seconds() / 60)
    return f"{span(-minutes)} late" if minutes < 0 else f"due in {span(minutes)}"


def span(minutes: int) -> str:
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{round(minutes / 60)} h"
    return f"{round(minutes / 60 / 24)} days"
