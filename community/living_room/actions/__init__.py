"""Every write in a living room. Each action holds the policy."""

from community.living_room.actions.hosting import close, let_back, open_again, send_out, slow_down
from community.living_room.actions.lines import (
    bring_back,
    hide,
    say_line,
    stand_again,
    take_back,
    take_from_view,
)
from community.living_room.actions.sessions import end, plan, remind

__all__ = [
    "bring_back",
    "close",
    "end",
    "hide",
    "let_back",
    "open_again",
    "plan",
    "remind",
    "say_line",
    "send_out",
    "slow_down",
    "stand_again",
    "take_back",
    "take_from_view",
]
