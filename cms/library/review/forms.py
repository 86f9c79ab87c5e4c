"""Forms in Wagtail's admin, in its own look."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from wagtail.admin.widgets import AdminDateInput

from cms.library.review.turns import ReviewTurn


class NameReviewer(forms.Form):
    reviewer: Any = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="Whoever of the group takes it", label="Reviewer"
    )
    due_on = forms.DateField(label="Due", widget=AdminDateInput)

    def __init__(self, turn: ReviewTurn, data: Any = None) -> None:
        super().__init__(data, initial={"reviewer": turn.reviewer_id, "due_on": turn.due_on})
        step, people = turn.task.specific, get_user_model()._default_manager
        group = people.filter(groups__in=step.groups.all(), is_active=True).distinct()
        could = [person.pk for person in group if step.may_take(turn.page, person)]
        self.fields["reviewer"].queryset = people.filter(pk__in=could).order_by("handle")  # type: ignore[attr-defined]
