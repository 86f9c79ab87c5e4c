"""Reporting, raising, deciding, appealing: fetch what is visible, validate, call one action, answer."""

from community.moderation.views.appeals import appeal, decision, decision_take_back, your_decisions
from community.moderation.views.lines import line_hide, line_report
from community.moderation.views.measures import measure_lift, person_measure, room_measure, thread_measure
from community.moderation.views.posts import post_ask_note, post_hide, post_raise, post_return
from community.moderation.views.profiles import profile_remove, story_return
from community.moderation.views.queue import done, done_undo, moderation, waiting_for_reply
from community.moderation.views.reports import (
    post_report,
    profile_report,
    reported,
    reported_leave,
    reported_raise,
    story_report,
    thread_report,
    your_reports,
)
from community.moderation.views.threads import thread_move, thread_split

__all__ = [
    "appeal",
    "decision",
    "decision_take_back",
    "done",
    "done_undo",
    "line_hide",
    "line_report",
    "measure_lift",
    "moderation",
    "person_measure",
    "post_ask_note",
    "post_hide",
    "post_raise",
    "post_report",
    "post_return",
    "profile_remove",
    "profile_report",
    "reported",
    "reported_leave",
    "reported_raise",
    "room_measure",
    "story_report",
    "story_return",
    "thread_measure",
    "thread_move",
    "thread_report",
    "thread_split",
    "waiting_for_reply",
    "your_decisions",
    "your_reports",
]
