"""What others see of somebody: the name and picture they chose, what they are here, what they chose to say."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.people.requests import SignedInRequest
from community.rooms import actions, profiles
from community.rooms.forms import AboutForm
from community.rooms.views.fetching import care_due, remember_care


def profile(request: SignedInRequest, ref: str) -> HttpResponse:
    """Whom one shares no room with, and has read nothing of, does not exist."""
    shown = profiles.read_profile(ref, request.user)
    return render(request, "rooms/profile.html", {"shown": shown, "care": care_due(request)})


def profile_edit(request: SignedInRequest) -> HttpResponse:
    form = AboutForm(request.POST or None, initial={"about": profiles.about(request.user)})
    if request.method == "POST" and form.is_valid():
        said = actions.say_about(about=form.cleaned_data["about"], by=request.user)
        remember_care(request, said)
        return redirect("profile", request.user.ref)
    return render(request, "rooms/profile_edit.html", {"form": form})
