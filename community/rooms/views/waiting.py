"""What waits for a moderator: the moderators' list of a room, and the author's own. And the versions of a post."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from community.people.policies import may_enter, require
from community.people.requests import SignedInRequest
from community.rooms import actions, policies
from community.rooms.composing import Place
from community.rooms.forms import RefuseForm
from community.rooms.models import Draft, Room, Waiting
from community.rooms.versions import read_versions
from community.rooms.views.fetching import back_to, care_due, post_at

MOST_SHOWN = 100


def room_waiting(request: SignedInRequest, room: str) -> HttpResponse:
    """What moderators of this room have to read."""
    here = get_object_or_404(Room.objects.visible_to(request.user).select_related("service"), slug=room)
    require(policies.moderates(request.user, here), "Only moderators of this service read what waits.")
    rows = (
        here.waiting.visible_to(request.user)
        .undecided()
        .select_related("author", "in_thread", "post", "picture")
    )
    context = {"room": here, "waiting": rows[:MOST_SHOWN], "form": RefuseForm(auto_id=False)}
    return render(request, "rooms/room_waiting.html", context)


def _one(request: SignedInRequest, ref: str) -> Waiting:
    rows = Waiting.objects.visible_to(request.user).select_related(
        "room__service", "author", "in_thread__room"
    )
    return get_object_or_404(rows, ref=ref)


def waiting_publish(request: SignedInRequest, ref: str) -> HttpResponse:
    waiting = _one(request, ref)
    policies.require_may_decide(request.user, waiting)
    if request.method != "POST":
        return redirect("room_waiting", waiting.room.slug)
    post = actions.publish(waiting=waiting, by=request.user)
    messages.success(request, "Published.")
    return back_to(post.in_thread, post.number)


def waiting_refuse(request: SignedInRequest, ref: str) -> HttpResponse:
    waiting = _one(request, ref)
    policies.require_may_decide(request.user, waiting)
    form = RefuseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "rooms/waiting_refuse.html", {"waiting": waiting, "room": waiting.room, "form": form}
        )
    actions.refuse(waiting=waiting, by=request.user, sentence=form.cleaned_data["sentence"])
    messages.success(request, "Not published. The author is told why.")
    return redirect("room_waiting", waiting.room.slug)


def waiting_take_back(request: SignedInRequest, ref: str) -> HttpResponse:
    waiting = _one(request, ref)
    if request.method == "POST":
        actions.take_back(waiting=waiting, by=request.user)
        messages.success(request, "You took it back.")
    return redirect("waiting_mine")


def waiting_mine(request: SignedInRequest) -> HttpResponse:
    """One's own: drafts, and what a moderator reads first."""
    waiting = (
        Waiting.objects.visible_to(request.user)
        .filter(author=request.user)
        .select_related("room__service", "in_thread")
    )
    drafts = Draft.objects.visible_to(request.user).select_related(
        "room", "in_thread__room", "post__in_thread__room"
    )
    told = [Waiting.State.WAITING, Waiting.State.REFUSED]
    context = {
        "drafts": [(draft, _where(request, draft)) for draft in drafts[:MOST_SHOWN]],
        "waiting": waiting.filter(state__in=told).order_by("-sent_at")[:MOST_SHOWN],
        "care": care_due(request),
    }
    return render(request, "rooms/waiting_mine.html", context)


def _where(request: SignedInRequest, draft: Draft) -> str:
    """Where to go on with it; nowhere when the room has closed, and the words are still one's own."""
    if draft.room is None:
        return reverse("conversations")
    if not may_enter(request.user, draft.room.pk):
        return ""
    return Place(draft.room, draft.in_thread, draft.post).url


def post_versions(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    """What a post said before each edit. Every reading is in the audit log."""
    post = post_at(request, room, thread, number)
    versions = read_versions(post=post, by=request.user)
    return render(
        request, "rooms/post_versions.html", {"post": post, "thread": post.in_thread, "versions": versions}
    )
