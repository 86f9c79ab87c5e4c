"""A place to talk in real time, the lines said there, who is there, and the sessions that are planned."""

from community.living_room.models.lines import Line, LineState
from community.living_room.models.places import LivingRoom
from community.living_room.models.presence import Presence, SentOut
from community.living_room.models.sessions import PlannedSession, Reminder

__all__ = ["Line", "LineState", "LivingRoom", "PlannedSession", "Presence", "Reminder", "SentOut"]
