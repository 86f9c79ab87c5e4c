"""Every write in a room. Each action holds the policy, saves, and records what was said in one transaction."""

from community.rooms.actions.moderation import hide, pin, unhide
from community.rooms.actions.moving import join_back, move, split
from community.rooms.actions.own_posts import EditedMeanwhile, delete, edit
from community.rooms.actions.profiles import remove_about, return_about, say_about
from community.rooms.actions.reading import bookmark, let_go, mark_read, react
from community.rooms.actions.stories import (
    read_story_again,
    remove_story,
    return_story,
    show_story,
    tell_story,
)
from community.rooms.actions.waiting import hold, publish, refuse, take_back
from community.rooms.actions.writing import open_thread, reply

__all__ = [
    "EditedMeanwhile",
    "bookmark",
    "delete",
    "edit",
    "hide",
    "hold",
    "join_back",
    "let_go",
    "mark_read",
    "move",
    "open_thread",
    "pin",
    "publish",
    "react",
    "read_story_again",
    "refuse",
    "remove_about",
    "remove_story",
    "reply",
    "return_about",
    "return_story",
    "say_about",
    "show_story",
    "split",
    "take_back",
    "tell_story",
    "unhide",
]
