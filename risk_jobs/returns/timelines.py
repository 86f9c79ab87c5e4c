"""Timelines in, return flags out, one JSON object a line: the core of `replay_activity`."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from community.people.roles import STAFF_ROLES
from risk_jobs.json_lines import BadLine, answer_lines
from risk_jobs.returns import reckoning

# A discharge is no absence: who is invited again after one is somebody to welcome back.
PLANNED = frozenset({"holiday", "inpatient", "exam", "suspended", ""})
NOON = time(12)
LONGEST_DAYS = 366 * 60


def replay_lines(lines: Iterable[bytes], out: TextIO, err: TextIO, zone: ZoneInfo) -> int:
    """Returns how many lines were bad; each is named on `err`."""
    return answer_lines(lines, lambda timeline: replay(timeline, zone), out, err)


def replay(timeline: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Staff never return."""
    staff = timeline.get("role") in {*STAFF_ROLES, "staff"}
    days = {reckoning.day_of(_moment(event.get("at"), zone), zone)
            for event in _list(timeline, "events") if event.get("kind") in reckoning.COUNTS}  # fmt: skip
    away = _away(timeline, zone)
    found = [] if staff else reckoning.all_returns(days, away=away)
    return {"id": timeline["id"], "flags": [{"flag": "return", "on": one.on.isoformat()} for one in found]}


def _list(timeline: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = timeline.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadLine(f"“{name}” must be a list of objects")
    return found


def _away(timeline: dict[str, Any], zone: ZoneInfo) -> frozenset[date]:
    """Days of absences count from their first to their last; those of an outage if it touched them."""
    absences = [one for one in _list(timeline, "absences") if str(one.get("kind") or "") in PLANNED]
    spans = [_span(one, zone) for one in [*absences, *_list(timeline, "outages")]]
    return frozenset(day for first, last in spans for day in reckoning.days_between(first, last))


def _span(one: dict[str, Any], zone: ZoneInfo) -> tuple[date, date]:
    first, last = _day(one.get("start"), zone), _day(one.get("end"), zone, is_end=True)
    if (last - first).days > LONGEST_DAYS:
        raise BadLine("a span of more than sixty years")
    return first, last


def _day(written: Any, zone: ZoneInfo, *, is_end: bool = False) -> date:
    moment = _moment(written, zone)
    if is_end and not _is_day(written):
        moment -= timedelta(microseconds=1)  # an outage that ended at 04:00 did not touch that day
    return reckoning.day_of(moment, zone)


def _is_day(written: Any) -> bool:
    return isinstance(written, str) and len(written) == len("2026-03-27")


def _moment(written: Any, zone: ZoneInfo) -> datetime:
    """A time without an offset is the trust's own; a day is its noon."""
    try:
        if _is_day(written):
            return datetime.combine(date.fromisoformat(written), NOON, tzinfo=zone)
        moment = datetime.fromisoformat(written)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except (TypeError, ValueError) as error:
        raise BadLine("a day or time must be written as 2026-03-27 or 2026-03-27T19:00") from error
