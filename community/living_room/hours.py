"""Whether somebody of the team is there now, who, and if not, when next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from community.living_room.models import LivingRoom, PlannedSession
from community.rooms.on_duty import Duty, on_duty


@dataclass(frozen=True, slots=True)
class Hours:
    """`duty` is that of the service; a planned session is staffed at whatever hour, by its host."""

    duty: Duty
    sessions: tuple[PlannedSession, ...]  # not over, the next first
    running: PlannedSession | None

    @property
    def staffed(self) -> bool:
        """Open hours in which nobody works are not."""
        return self.running is not None or bool(self.duty.team)

    @property
    def following(self) -> PlannedSession | None:
        return next((one for one in self.sessions if one is not self.running), None)


MOST_SHOWN = 20


def hours_of(living_room: LivingRoom, now: datetime | None = None) -> Hours:
    now = now or timezone.now()
    sessions = tuple(living_room.sessions.not_over(now).select_related("host")[:MOST_SHOWN])
    running = next((one for one in sessions if one.starts_at <= now), None)
    return Hours(on_duty(living_room.service, now), sessions, running)
