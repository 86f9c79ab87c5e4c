"""A session as a file for somebody's own calendar, which others may see: when, and nothing of what it is."""

from datetime import UTC, datetime

from community.living_room.models import PlannedSession

NEUTRAL = "Reminder"


def calendar_file(session: PlannedSession, now: datetime) -> str:
    """RFC 5545. No word in it comes from anybody, so nothing has to be escaped."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//calendar//EN",
        "BEGIN:VEVENT",
        f"UID:{session.ref}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(session.starts_at)}",
        f"DTEND:{_utc(session.ends_at)}",
        f"SUMMARY:{NEUTRAL}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{line}\r\n" for line in lines)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
