"""A step of a review as it stands: who is to do it, and by when. Wagtail's task state, with these two beside it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import TaskState
from wagtail.models.workflows import BaseTaskStateManager, TaskStateQuerySet

from cms.access import EDITORS

SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Light:
    """How a due day stands: a shape and words, so that its colour only repeats them."""

    colour: str
    shape: str
    words: str


def light(due_on: date, today: date) -> Light:
    """Green in good time, amber within two days, red once the day has passed."""
    days, on = (due_on - today).days, f"{due_on:%-d %B %Y}"
    if days < 0:
        late = "1 day" if days == -1 else f"{-days} days"
        return Light("red", "■", f"Late by {late}, was due {on}")
    if due_on - today <= SOON:
        return Light("amber", "▲", "Due today" if days == 0 else f"Due soon, {on}")
    return Light("green", "●", f"In good time, due {on}")


class ReviewTurnQuerySet(TaskStateQuerySet):
    def visible_to(self, person: Any) -> "ReviewTurnQuerySet":
        """The open steps, to who edits; the ones due first at the top."""
        edits = person.is_authenticated and person.groups.filter(name=EDITORS).exists()
        waiting = self.filter(status=TaskState.STATUS_IN_PROGRESS) if edits else self.none()
        return waiting.select_related("task", "reviewer", "workflow_state").order_by("due_on", "pk")

    def for_whom(self, person: Any) -> "list[ReviewTurn]":
        """Those that wait for this person: named, or open to their group."""
        return [
            turn
            for turn in self.visible_to(person)
            if turn.reviewer_id in (None, person.pk) and turn.task.specific.may_take(turn.page, person)
        ]


ReviewTurnManager = BaseTaskStateManager.from_queryset(ReviewTurnQuerySet)


class ReviewTurn(TaskState):
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Who is to do it. Empty: whoever of the group takes it.",
    )  # fmt: skip
    due_on = models.DateField()

    wagtail_reference_index_ignore: ClassVar[bool] = True
    objects = ReviewTurnManager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.due_on is None:
            self.reviewer = self._who_did_it_before()
            self.due_on = timezone.localdate() + timedelta(days=self.task.specific.days)
        super().save(*args, **kwargs)

    def _who_did_it_before(self) -> Any:
        """In this review: whoever asked for changes looks at them too."""
        before = ReviewTurn.objects.filter(workflow_state=self.workflow_state, task=self.task)
        last = before.select_related("reviewer").order_by("-pk").first()
        return last.reviewer if last else None

    @cached_property
    def page(self) -> Any:
        return self.workflow_state.content_object.specific

    @property
    def light(self) -> Light:
        return light(self.due_on, timezone.localdate())
