"""What people do in a review. Steps and refusals: `steps.py`; the buttons of Wagtail's editor come to the same."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, WorkflowState

from cms.gated import RoomPage
from cms.library.review import telling
from cms.library.review.steps import open_turn
from cms.library.review.turns import ReviewTurn


@transaction.atomic
def submit(page: RoomPage, *, by: Any) -> WorkflowState:
    """Save what the page now holds as a revision by this person, and hand it to review."""
    page.save_revision(user=by, clean=False, log_action=True)
    workflow = page.get_workflow()
    if workflow is None:
        raise PermissionDenied("No review is set up for this part of the site.")
    return workflow.start(page, by)


@transaction.atomic
def approve(page: RoomPage, *, by: Any, comment: str = "") -> None:
    """Approve the step that is open on this page; the last one publishes it."""
    _decide(page, "approve", by=by, comment=comment)


@transaction.atomic
def ask_for_changes(page: RoomPage, *, by: Any, comment: str) -> None:
    _decide(page, "reject", by=by, comment=comment)


def _decide(page: RoomPage, action: str, *, by: Any, comment: str) -> None:
    turn = _turn_of(page)
    turn.task.specific.on_action(turn, by, action, comment=comment)
    page.refresh_from_db()


@transaction.atomic
def name_reviewer(page: Page, *, reviewer: Any, due_on: date, by: Any) -> ReviewTurn:
    """Who is to do the open step, and by when. `reviewer` None: whoever of the group takes it."""
    turn = _turn_of(page)
    if not page.permissions_for_user(by).can_edit():
        raise PermissionDenied("You cannot say who reviews this page.")
    if reviewer is not None and not turn.task.specific.may_take(page, reviewer):
        raise PermissionDenied(
            "They cannot review this: they changed it last, or do not belong to the reviewers."
        )
    _give(turn, reviewer, due_on, by)
    telling.named(turn, page, by=by)
    return turn


@transaction.atomic
def claim(page: Page, *, by: Any) -> ReviewTurn:
    """Take the open step; whoever was named before is told."""
    turn = _turn_of(page)
    if not turn.task.specific.may_take(page, by):
        raise PermissionDenied("Somebody else must review what you changed last.")
    before = turn.reviewer
    _give(turn, by, turn.due_on, by)
    if before is not None:
        telling.taken_over(before, page, by=by)
    return turn


def _turn_of(page: Page) -> ReviewTurn:
    turn = open_turn(page)
    if turn is None:
        raise PermissionDenied("Nothing is waiting for review here.")
    return turn


def _give(turn: ReviewTurn, reviewer: Any, due_on: date, by: Any) -> None:
    turn.reviewer, turn.due_on = reviewer, due_on
    turn.save(update_fields=["reviewer", "due_on"])
    page = turn.workflow_state.content_object
    whose = reviewer.handle if reviewer else "anybody of the group"
    log(instance=page, action="library.reviewer", user=by, data={"step": turn.task.name, "reviewer": whose})
