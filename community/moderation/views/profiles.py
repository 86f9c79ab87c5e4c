"""What the team does to a profile and to a story of somebody else."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.moderation import actions
from community.moderation.forms import SentenceForm
from community.people.policies import require
from community.people.requests import SignedInRequest
from community.rooms import policies, profiles
from community.rooms.models import Story


def profile_remove(request: SignedInRequest, ref: str) -> HttpResponse:
    """What a member says about themselves is taken away, and they are told why."""
    shown = profiles.read_profile(ref, request.user)
    require(shown.moderated, "Only moderators of a service this person is in can remove this.")
    form = SentenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = actions.remove_about(
            person=shown.person, by=request.user, sentence=form.cleaned_data["sentence"]
        )
        return redirect("done", done.ref)
    return render(request, "moderation/profile_remove.html", {"shown": shown, "form": form})


def story_return(request: SignedInRequest, ref: str) -> HttpResponse:
    """A story goes back to its author, who is told why and may change it."""
    seen = Story.objects.visible_to(request.user).select_related("room__service", "author")
    told = get_object_or_404(seen, ref=ref)
    require(
        policies.can_decide_story(request.user, told),
        "Only another moderator of this service can decide about it.",
    )
    form = SentenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = actions.return_story(story=told, by=request.user, sentence=form.cleaned_data["sentence"])
        return redirect("done", done.ref)
    return render(request, "moderation/story_return.html", {"story": told, "form": form})
