"""When a mail may go: pure functions of time."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from community.notices.models import NoticeSettings, Rhythm

# So that ten answers in ten minutes are one mail.
WAIT = timedelta(minutes=10)
GAPS = {Rhythm.SOON: timedelta(hours=4), Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}
MONDAY = 0


def due_at(how: NoticeSettings, *, last: datetime | None, now: datetime) -> datetime:
    """When the next mail of this person may go; `last`: when one went. Not for somebody who wants none."""
    moment = now + WAIT
    if last is not None:
        moment = max(moment, last + GAPS[Rhythm(how.rhythm)])
    if how.rhythm == Rhythm.WEEKLY:
        moment = _on_a_monday(moment)
    return after_quiet(moment, how.quiet_from, how.quiet_until)


def after_quiet(moment: datetime, begins: time, ends: time) -> datetime:
    """The same moment, or the end of the quiet hours it lies in, by the trust's clock."""
    local = timezone.localtime(moment)
    if not is_quiet(local.time(), begins, ends):
        return moment
    tomorrow = begins > ends and local.time() >= begins
    day = local.date() + timedelta(days=1 if tomorrow else 0)
    return timezone.make_aware(datetime.combine(day, ends))


def is_quiet(at: time, begins: time, ends: time) -> bool:
    """From `begins`, until before `ends`; the same twice means never.

    >>> is_quiet(time(23), time(21), time(8)), is_quiet(time(8), time(21), time(8))
    (True, False)
    """
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends


def _on_a_monday(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    days = (MONDAY - local.weekday()) % 7
    return moment if not days else timezone.make_aware(
        datetime.combine(local.date() + timedelta(days=days), time())
    )  # fmt: skip
