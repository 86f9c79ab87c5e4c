"""Asking a clinician to look after somebody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.concerns import actions, policies
from community.concerns.forms import ConcernForm
from community.concerns.words import answer
from community.people.policies import require
from community.people.requests import SignedInRequest
from community.rooms import profiles
from community.rooms.views.fetching import remember_care


def person_raise(request: SignedInRequest, ref: str) -> HttpResponse:
    """For who looks after others in a room of theirs."""
    about = profiles.read_profile(ref, request.user).person
    require(
        policies.service_for(request.user, about) is not None,
        "Helpers, volunteers and the team can ask a clinician to look after a member of their rooms.",
    )
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_now = form.cleaned_data["when"] == "now"
        asked = actions.raise_person(
            about=about, by=request.user, words=form.cleaned_data["words"], is_now=is_now
        )
        remember_care(request, asked.said)
        messages.success(request, answer(asked, will="A clinician will look", who_is_not_told=about.handle))
        return redirect("profile", ref)
    return render(request, "concerns/person_raise.html", {"about": about, "form": form})
