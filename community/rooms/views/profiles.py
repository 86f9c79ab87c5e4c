"""What others see of somebody: the name and picture they chose, what they are here, what they chose to say."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.people.requests import SignedInRequest
from community.rooms import actions, policies, profiles
from community.rooms.forms import AboutForm, RemoveAboutForm
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


def profile_remove(request: SignedInRequest, ref: str) -> HttpResponse:
    """Somebody of the team takes away what a member says about themselves, and says why."""
    shown = profiles.read_profile(ref, request.user)
    form = RemoveAboutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.remove_about(person=shown.person, by=request.user, why=form.cleaned_data["why"])
        return redirect("profile", ref)
    policies.require(shown.moderated, "Only moderators of a service this person is in can remove this.")
    return render(request, "rooms/profile_remove.html", {"shown": shown, "form": form})
