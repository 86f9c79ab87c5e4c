"""Draft -> clinical review -> publish, with two pairs of eyes at every publication.

The review is a Wagtail workflow task, and an approved page is published by that approval. Two rules on top
of Wagtail's: whoever made the latest revision can neither approve nor reject it, superusers included; and a
page goes live only with such an approval of just the revision that goes live (`cms.gated.RoomPage.save`)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState

from cms.gated import RoomPage

Action = tuple[str, str, bool]


class ClinicalReview(AbstractGroupApprovalTask):
    """A group checks the page; never the person who wrote what is checked."""

    class Meta:
        verbose_name = "clinical review"

    def get_actions(self, obj: Page, user: Any) -> list[Action]:
        if made_latest_revision(obj, user):
            return []
        actions: list[Action] = super().get_actions(obj, user)
        return [action for action in actions if action[0] != "approve" or not _is_unfinished(obj)]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Asked again: the edit view saves the reviewer's own changes just before it approves them."""
        page = task_state.workflow_state.content_object
        if action_name not in {name for name, _label, _asks in self.get_actions(page, user)}:
            raise PermissionDenied("Somebody else must review what you changed last.")
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        return super().get_task_states_user_can_moderate(user, **kwargs).exclude(revision__user=user)

    @classmethod
    def get_description(cls) -> str:
        return "Members of the chosen groups check the page; nobody checks their own last change."


def made_latest_revision(page: Page, user: Any) -> bool:
    latest = page.get_latest_revision()
    return latest is not None and latest.user_id == user.pk


def _is_unfinished(page: Page) -> bool:
    latest = page.get_latest_revision()
    draft = latest.as_object() if latest else page.specific
    return isinstance(draft, RoomPage) and any(draft.what_is_missing())


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
    """Approve the review that is open on this page; the last approval publishes it."""
    _decide(page, "approve", by=by, comment=comment)


@transaction.atomic
def ask_for_changes(page: RoomPage, *, by: Any, comment: str) -> None:
    _decide(page, "reject", by=by, comment=comment)


def _decide(page: RoomPage, action: str, *, by: Any, comment: str) -> None:
    state = page.current_workflow_task_state
    if state is None:
        raise PermissionDenied("Nothing is waiting for review here.")
    state.task.specific.on_action(state, by, action, comment=comment)
    page.refresh_from_db()
