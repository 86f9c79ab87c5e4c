"""Rooms and threads: fetch what is visible, validate, call one action, answer. One file a noun."""

from community.rooms.views.drafts import content_notes, draft_delete
from community.rooms.views.lobby import lobby
from community.rooms.views.marks import bookmark_list, thread_marks
from community.rooms.views.moderation import thread_pin
from community.rooms.views.muting import mute, muted, unmute
from community.rooms.views.own_posts import post_delete
from community.rooms.views.profiles import profile, profile_edit
from community.rooms.views.rooms import room, room_list
from community.rooms.views.stories import (
    story,
    story_list,
    story_remove,
    story_show,
    story_tell,
)
from community.rooms.views.threads import thread, thread_newer, thread_whole
from community.rooms.views.waiting import (
    post_versions,
    room_waiting,
    waiting_mine,
    waiting_publish,
    waiting_refuse,
    waiting_take_back,
)
from community.rooms.views.writing import post_edit, post_note, post_reply, thread_new

__all__ = [
    "bookmark_list",
    "content_notes",
    "draft_delete",
    "lobby",
    "mute",
    "muted",
    "post_delete",
    "post_edit",
    "post_note",
    "post_reply",
    "post_versions",
    "profile",
    "profile_edit",
    "room",
    "room_list",
    "room_waiting",
    "story",
    "story_list",
    "story_remove",
    "story_show",
    "story_tell",
    "thread",
    "thread_marks",
    "thread_new",
    "thread_newer",
    "thread_pin",
    "thread_whole",
    "unmute",
    "waiting_mine",
    "waiting_publish",
    "waiting_refuse",
    "waiting_take_back",
]
