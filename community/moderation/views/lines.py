"""Telling the team about a line of a living room, and what the team does to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.living_room import policies
from community.living_room.views.fetching import line_at
from community.moderation import actions
from community.moderation.forms import HideForm
from community.moderation.things import of_line
from community.moderation.views.from_report import came_from, the_report
from community.moderation.views.reports import report_page
from community.people.policies import require
from community.people.requests import SignedInRequest


def line_report(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    return report_page(request, of_line(line_at(request, ref, number)))


def line_hide(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """Out of sight; its author is told why."""
    line = line_at(request, ref, number)
    require(
        policies.can_hide(request.user, line),
        "Only moderators of this service can remove a line of somebody else.",
    )
    form = HideForm(request.POST or None, initial=came_from(request))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("rule", "sentence", "why")}
        try:
            decision = actions.hide_line(line=line, by=request.user, **given, **the_report(request, form))
        except actions.ChangedMeanwhile as other:
            messages.warning(request, str(other))
            return redirect(line.living_room)
        return redirect("done", decision.ref)
    return render(request, "moderation/line_hide.html", {"line": line, "form": form})
