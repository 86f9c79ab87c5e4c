"""A thread to another room, and a part of it to a thread of its own."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.moderation import actions
from community.moderation.forms import MoveForm, SplitForm
from community.moderation.readers import who_would_lose
from community.people.requests import SignedInRequest
from community.rooms import policies
from community.rooms.views.fetching import thread_at


def thread_move(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    here = thread_at(request, room, thread)
    policies.require_moderates(request.user, here.room)
    rooms = policies.rooms_to_move_to(request.user, here)
    form = MoveForm(rooms, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = actions.move_thread(thread=here, by=request.user, **form.cleaned_data)
        return redirect("done", done.ref)
    context = {"thread": here, "rooms": rooms, "form": form, "losing": who_would_lose(here, rooms)}
    return render(request, "moderation/thread_move.html", context)


def thread_split(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    here = thread_at(request, room, thread)
    policies.require_may_split(request.user, here)
    form = SplitForm(request.POST or None, initial={"number": request.GET.get("from", "")[:8]})
    if request.method == "POST" and form.is_valid():
        if policies.begins_a_thread(here, form.cleaned_data["number"]):
            done = actions.split_thread(thread=here, by=request.user, **form.cleaned_data)
            return redirect("done", done.ref)
        form.add_error("number", "A new thread begins with a post that stands, and not with the first one.")
    return render(request, "moderation/thread_split.html", {"thread": here, "form": form})
