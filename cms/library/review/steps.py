"""Author -> plain English and access check -> clinical review -> accredit, as tasks of a Wagtail workflow.

On top of Wagtail's rules: whoever made the latest revision neither approves nor rejects it, superusers
included; a named reviewer is the one who decides; and what is changed after the clinical review returns there."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, Task, TaskState, WorkflowState

from cms.accredited import CLINICAL_REVIEW, approved_in, last_author_id, last_change
from cms.library.review.turns import ReviewTurn

Action = tuple[str, str, bool]


class Step(AbstractGroupApprovalTask):
    """A group checks the page; never the person who wrote what is checked."""

    task_state_class = ReviewTurn
    days: ClassVar[int] = 7  # in which it should be done

    class Meta:
        abstract = True

    def get_actions(self, obj: Page, user: Any) -> list[Action]:
        turn = open_turn(obj)
        if changed_it_last(obj, user) or (turn and turn.reviewer_id not in (None, user.pk)):
            return []
        actions: list[Action] = super().get_actions(obj, user)
        return [action for action in actions if action[0] != "approve" or not any(what_hinders(obj))]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Asked again: the edit view saves the reviewer's own changes just before it approves them."""
        page = task_state.workflow_state.content_object
        if action_name not in {name for name, _label, _asks in self.get_actions(page, user)}:
            raise PermissionDenied("Somebody else must review what you changed last.")
        return super().on_action(task_state.specific, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        turns = ReviewTurn.objects.filter(Q(reviewer=None) | Q(reviewer=user), pk__in=states.values("pk"))
        others = [turn.pk for turn in turns if last_change(turn.revision).user_id != user.pk]
        return states.filter(pk__in=others)

    def may_take(self, page: Page, user: Any) -> bool:
        """May claim it, or be named for it: of the group, and not whoever changed the page last."""
        return self._user_in_groups(user) and not changed_it_last(page, user)

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        return (
            self._skip(workflow_state)
            if self.is_done(workflow_state)
            else super().start(workflow_state, user)
        )

    def is_done(self, workflow_state: WorkflowState) -> bool:
        """Needs not be asked again in this review."""
        return False

    def _skip(self, workflow_state: WorkflowState) -> TaskState:
        return ReviewTurn.objects.create(
            workflow_state=workflow_state,
            task=self,
            revision=workflow_state.content_object.get_latest_revision(),
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
            comment="Was done earlier in this review.",
        )

    def changed(self, turn: TaskState, revision: Revision, by: Any) -> None:
        """The page was changed during this step: what is decided is the page as it is now."""
        if turn.revision_id != revision.pk:
            turn.revision = revision
            turn.save(update_fields=["revision"])


class PlainEnglishCheck(Step):
    class Meta:
        verbose_name = "plain English and access check"

    def is_done(self, workflow_state: WorkflowState) -> bool:
        """Once in a review: what a reviewer mends later is read by the next."""
        return workflow_state.task_states.filter(task=self, status=TaskState.STATUS_APPROVED).exists()

    @classmethod
    def get_description(cls) -> str:
        return "Somebody other than its author reads it as a tired person would, and with a screen reader in mind."


class ClinicalReview(Step):
    days: ClassVar[int] = 14

    class Meta:
        verbose_name = "clinical review"

    def is_done(self, workflow_state: WorkflowState) -> bool:
        """Of the words as they are now."""
        return approved_in(workflow_state.content_object.get_latest_revision(), CLINICAL_REVIEW) is not None

    @classmethod
    def get_description(cls) -> str:
        return "Members of the chosen groups check that it is right and safe; nobody checks their own last change."


class Accredit(Step):
    """The last step: its approval publishes."""

    class Meta:
        verbose_name = "accreditation"

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Only of what had its clinical review as it is now."""
        review = ClinicalReview.objects.filter(workflow_tasks__workflow=workflow_state.workflow).first()
        if review is None or review.is_done(workflow_state):
            return super().start(workflow_state, user)
        return review.start(workflow_state, user)

    def changed(self, turn: TaskState, revision: Revision, by: Any) -> None:
        if last_change(revision).pk <= turn.revision_id < revision.pk:
            super().changed(turn, revision, by)  # a comment
        else:
            turn.cancel(
                user=by, resume=True, comment="Changed after its clinical review, which is asked again."
            )

    @classmethod
    def get_description(cls) -> str:
        return "Members of the chosen groups let it into the library, in the name of the accrediting body."


STEPS: tuple[tuple[str, type[Task]], ...] = (
    ("Plain English and access check", PlainEnglishCheck),
    ("Clinical review", ClinicalReview),
    ("Accreditation", Accredit),
)


def open_turn(page: Page) -> ReviewTurn | None:
    turn: ReviewTurn | None = page.current_workflow_task_state
    return turn


def changed_it_last(page: Page, user: Any) -> bool:
    return last_author_id(page) == user.pk


def what_hinders(page: Page) -> Iterator[str]:
    """Sentences saying what the draft needs before anybody can approve it."""
    latest = page.get_latest_revision()
    draft = latest.as_object() if latest else page.specific
    if hasattr(draft, "what_is_missing"):
        yield from draft.what_is_missing()
        yield from draft.what_is_late()
