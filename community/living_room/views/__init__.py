from community.living_room.views.hosting import host, send_out
from community.living_room.views.lines import line_take_back, lines
from community.living_room.views.places import leave, living_room, living_rooms
from community.living_room.views.quiet_word import quiet_word
from community.living_room.views.sessions import (
    session_calendar,
    session_end,
    session_list,
    session_plan,
    session_remind,
)

__all__ = [
    "host",
    "leave",
    "line_take_back",
    "lines",
    "living_room",
    "living_rooms",
    "quiet_word",
    "send_out",
    "session_calendar",
    "session_end",
    "session_list",
    "session_plan",
    "session_remind",
]
