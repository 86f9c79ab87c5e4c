"""Every write of moderation. Each action holds the policy, tells whom it concerns, and writes the audit log."""

from community.moderation.actions.appeals import answer_appeal, appeal, take_back_appeal
from community.moderation.actions.deciding import ChangedMeanwhile
from community.moderation.actions.lines import hide_line
from community.moderation.actions.measures import lift, put_on
from community.moderation.actions.posts import ask_for_note, hide, record_reading_of_removed, return_post
from community.moderation.actions.profiles import remove_about, return_story
from community.moderation.actions.raising import has_asked, raise_post, raise_reported
from community.moderation.actions.reports import TooManyReports, leave, report
from community.moderation.actions.threads import move_thread, split_thread
from community.moderation.actions.undoing import TooLate, undo

__all__ = [
    "ChangedMeanwhile",
    "TooLate",
    "TooManyReports",
    "answer_appeal",
    "appeal",
    "ask_for_note",
    "has_asked",
    "hide",
    "hide_line",
    "leave",
    "lift",
    "move_thread",
    "put_on",
    "raise_post",
    "raise_reported",
    "record_reading_of_removed",
    "remove_about",
    "report",
    "return_post",
    "return_story",
    "split_thread",
    "take_back_appeal",
    "undo",
]
