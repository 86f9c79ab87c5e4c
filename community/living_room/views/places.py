"""The living rooms that are open to one, and each as a page with a form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.living_room import actions, guard, presence
from community.living_room.forms import LineForm
from community.living_room.hours import hours_of
from community.living_room.models import LivingRoom
from community.living_room.says import ask_about_numbers, no_numbers, wait_until
from community.living_room.views.fetching import is_here, place_at, what_is_shown
from community.people.requests import SignedInRequest
from community.rooms.views.fetching import note_care


def living_rooms(request: SignedInRequest) -> HttpResponse:
    seen = LivingRoom.objects.visible_to(request.user).select_related("room", "service")
    return render(
        request, "living_room/living_rooms.html", {"places": [(one, hours_of(one)) for one in seen]}
    )


def living_room(request: SignedInRequest, ref: str) -> HttpResponse:
    here = place_at(request, ref)
    if request.method == "POST":
        return _say(request, here)
    is_here(request, here)
    return render(request, "living_room/living_room.html", what_is_shown(request, here))


def _say(request: SignedInRequest, here: LivingRoom) -> HttpResponse:
    """From the page without scripts: with every refusal the words come back."""
    form = LineForm(here, request.POST)
    if form.is_valid():
        try:
            line, care = actions.say_line(living_room=here, by=request.user, **form.cleaned_data)
        except guard.WaitALittle as wait:
            form.add_error("text", wait_until(wait))
        except guard.NumbersNotHere:
            form.add_error("text", no_numbers())
        except guard.ThinkAboutNumbers:
            form.asked_about_numbers()
            form.add_error("text", ask_about_numbers())
        else:
            note_care(request, care)
            return redirect(f"{here.get_absolute_url()}#line-{line.number}")
    return render(request, "living_room/living_room.html", what_is_shown(request, here, form))


def leave(request: SignedInRequest, ref: str) -> HttpResponse:
    """Others do not see them there any more. They may come back at any time."""
    here = place_at(request, ref)
    if request.method == "POST":
        presence.leave(living_room=here, by=request.user)
        messages.success(request, "You have left the living room. You can come back when you like.")
    return redirect("lobby")
