"""Whom a review concerns. That somebody is told, and how, is `community`'s: it registers the one way, which says
nothing of the page outside the building."""

import enum
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.models import Comment, CommentReply, Page, TaskState, WorkflowState

from cms.access import ACCREDITORS, EDITORS
from cms.gated import RoomPage


class News(enum.StrEnum):
    TO_REVIEW = "to_review"  # a step waits for me
    REVIEWED = "reviewed"  # somebody decided about, or commented on, what concerns me
    REVIEW_DUE = "review_due"  # a page of mine is to be reviewed soon, or has left


Tell = Callable[[Iterable[Any], News, Page, Any], None]
_tell: Tell = lambda people, news, page, by: None  # noqa: E731


def register(tell: Tell) -> None:
    """`tell(people, news, page, by)` writes rows in the caller's transaction."""
    global _tell
    _tell = tell


def named(turn: TaskState, page: Page, *, by: Any) -> None:
    if turn.reviewer is not None:
        _tell([turn.reviewer], News.TO_REVIEW, page, by)


def taken_over(before: Any, page: Page, *, by: Any) -> None:
    _tell([before], News.REVIEWED, page, by)


def submitted(instance: TaskState, user: Any, **kwargs: Any) -> None:
    """A step begins: its reviewer, or everybody who could take it."""
    page = instance.workflow_state.content_object
    could = get_user_model().objects.filter(groups__in=instance.task.specific.groups.all()).distinct()
    people = [instance.reviewer] if instance.reviewer else could.exclude(pk=instance.revision.user_id)
    _tell(people, News.TO_REVIEW, page, user)


def decided(instance: TaskState, user: Any, **kwargs: Any) -> None:
    """Approved or sent back: who wrote it, who sent it, and who changed it last."""
    state = instance.workflow_state
    _tell(concerned(state.content_object, state), News.REVIEWED, state.content_object, user)


def commented(instance: Comment | CommentReply, created: bool, **kwargs: Any) -> None:
    if not created:
        return
    comment = instance.comment if isinstance(instance, CommentReply) else instance
    page = comment.page.specific
    if isinstance(page, RoomPage):
        others = get_user_model().objects.filter(
            Q(pk=comment.user_id) | Q(pk__in=comment.replies.values("user_id"))
        )
        _tell({*concerned(page, page.current_workflow_state), *others}, News.REVIEWED, page, instance.user)


def concerned(page: Page, state: WorkflowState | None) -> set[Any]:
    latest = page.get_latest_revision()
    people = {page.owner, latest and latest.user}
    if state is not None:
        turn = state.current_task_state and state.current_task_state.specific
        people |= {state.requested_by, getattr(turn, "reviewer", None)}
    return people - {None}


def due(page: Page) -> None:
    """Its author and its owner; where neither edits here any more, those who accredit."""
    people = get_user_model().objects.filter(works_here=True)
    author = page.live_revision.user_id if page.live_revision else None
    theirs = people.filter(pk__in=[pk for pk in (page.owner_id, author) if pk], groups__name=EDITORS)
    _tell(
        theirs.distinct() or people.filter(groups__name=ACCREDITORS).distinct(), News.REVIEW_DUE, page, None
    )
