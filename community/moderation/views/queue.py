"""The moderators' page, what was just done, and the newcomers who wait for a first reply."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.moderation import actions, queue, welcome
from community.moderation.models import Decision
from community.people.policies import require
from community.people.requests import SignedInRequest


def moderation(request: SignedInRequest) -> HttpResponse:
    """What waits for a moderator in the services one moderates, or in one room of them."""
    context = {
        "queue": queue.read(request.user, request.GET.get("room", "")), "late": queue.late(request.user)
    }  # fmt: skip
    return render(request, "moderation/moderation.html", context)


def _mine(request: SignedInRequest, ref: str) -> Decision:
    mine = Decision.objects.done_by(request.user)
    joined = mine.select_related(
        "post__in_thread__room", "thread__room", "room", "measure", "about", "new_thread"
    )
    return get_object_or_404(joined, ref=ref)


def done(request: SignedInRequest, ref: str) -> HttpResponse:
    """What one just did, what whom it concerns is told, and the button that takes it back for ten seconds."""
    decision = _mine(request, ref)
    context = {"decision": decision, "back": queue.back_from(decision, request.user)}
    return render(request, "moderation/done.html", context)


def done_undo(request: SignedInRequest, ref: str) -> HttpResponse:
    decision = _mine(request, ref)
    if request.method == "POST":
        try:
            actions.undo(decision=decision, by=request.user)
            messages.success(request, "Undone. It is as it was before.")
        except actions.TooLate:
            messages.warning(request, "The ten seconds are over. You can still change it in the usual way.")
        except actions.ChangedMeanwhile as other:
            messages.warning(request, str(other))
    return redirect("done", ref)


def waiting_for_reply(request: SignedInRequest) -> HttpResponse:
    """For recovered helpers and moderators, in the rooms they enter."""
    require(welcome.welcomes(request.user), "This page is for recovered helpers and moderators.")
    threads = welcome.waiting_for_first_reply(request.user)[: welcome.MOST_SHOWN]
    return render(request, "moderation/waiting_for_reply.html", {"threads": threads})
