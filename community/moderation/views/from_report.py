"""A decision that begins on the page of a report closes it."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404

from community.moderation.models import Reported
from community.people.requests import SignedInRequest


def came_from(request: SignedInRequest) -> dict[str, str]:
    """Which report, as it was read there: how a DecisionForm begins."""
    return {"reported": request.GET.get("report", "")[:20], "seen": request.GET.get("seen", "")[:9]}


def the_report(request: SignedInRequest, form: forms.Form) -> dict[str, Any]:
    """Of a valid DecisionForm, as actions take it; nothing where one did not come from a report."""
    ref, seen = form.cleaned_data["reported"], form.cleaned_data["seen"]
    if not ref:
        return {}
    return {
        "reported": get_object_or_404(Reported.objects.visible_to(request.user), ref=ref),
        "seen": seen or None,
    }
