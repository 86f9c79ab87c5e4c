"""Stories: told to a room, read by the team first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.people.policies import require
from community.people.requests import SignedInRequest
from community.rooms import actions, policies
from community.rooms.forms import StoryForm
from community.rooms.models import Room, Story, StoryState
from community.rooms.views.fetching import care_due, remember_care


def story_list(request: SignedInRequest) -> HttpResponse:
    """Those that are shown; for who moderates, those that wait come first; and where one may tell one's own."""
    found = Story.objects.visible_to(request.user).select_related("room__service", "author")
    stories = found.not_muted_by(request.user).defer("body", "html").order_by("-said_at")[:100]
    rooms = Room.objects.visible_to(request.user).filter(has_stories=True)
    context = {
        "shown": [one for one in stories if one.is_shown],
        "waiting": [
            one
            for one in stories
            if one.state == StoryState.WAITING and policies.can_decide_story(request.user, one)
        ],
        "mine": [one for one in stories if one.author_id == request.user.pk],
        "rooms": [room for room in rooms if policies.can_tell_story(request.user, room)],
    }
    return render(request, "rooms/story_list.html", context)


def _story(request: SignedInRequest, ref: str) -> Story:
    return get_object_or_404(
        Story.objects.visible_to(request.user).select_related("room__service", "author"), ref=ref
    )


def story(request: SignedInRequest, ref: str) -> HttpResponse:
    here = _story(request, ref)
    decides = policies.can_decide_story(request.user, here)
    return render(request, "rooms/story.html", {"story": here, "decides": decides, "care": care_due(request)})


def story_tell(request: SignedInRequest, room: str) -> HttpResponse:
    """One's story for a room; what one wrote before stands in the form."""
    here = get_object_or_404(Room.objects.visible_to(request.user).select_related("service"), slug=room)
    require(policies.can_tell_story(request.user, here), "You cannot tell a story in this room.")
    mine = Story.objects.visible_to(request.user).filter(author=request.user, room=here).first()
    form = StoryForm(request.POST or None, initial={"title": mine.title, "body": mine.body} if mine else {})
    if request.method == "POST" and form.is_valid():
        told, said = actions.tell_story(room=here, by=request.user, **form.cleaned_data)
        remember_care(request, said)
        return redirect(told)
    return render(request, "rooms/story_tell.html", {"room": here, "form": form, "mine": mine})


def story_show(request: SignedInRequest, ref: str) -> HttpResponse:
    here = _story(request, ref)
    if request.method == "POST":
        actions.show_story(story=here, by=request.user)
        messages.success(request, "The room can read this story now.")
    return redirect(here)


def story_remove(request: SignedInRequest, ref: str) -> HttpResponse:
    here = _story(request, ref)
    require(here.author_id == request.user.pk, "You can only take away your own story.")
    if request.method == "POST":
        actions.remove_story(story=here, by=request.user)
        return redirect("story_list")
    return render(request, "rooms/story_remove.html", {"story": here})
