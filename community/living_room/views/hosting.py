"""The host's page of a living room, and asking somebody to leave."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.living_room import actions, policies, presence
from community.living_room.forms import SendOutForm, SlowForm
from community.living_room.hours import hours_of
from community.living_room.models import LivingRoom
from community.living_room.views.fetching import place_at
from community.people.models import Person
from community.people.requests import SignedInRequest


def host(request: SignedInRequest, ref: str) -> HttpResponse:
    here = place_at(request, ref)
    policies.require_hosts(request.user, here)
    form = SlowForm(request.POST or None, initial={"seconds": str(here.slow_s or "")})
    if request.method == "POST" and _done(request, here, form):
        return redirect("living_room_host", ref)
    context = {
        "here": here, "form": form, "hours": hours_of(here), "there": presence.who_is_there(here),
        "out": here.sent_out.in_force().select_related("person"),
    }  # fmt: skip
    return render(request, "living_room/host.html", context)


def _done(request: SignedInRequest, here: LivingRoom, form: SlowForm) -> bool:
    do = request.POST.get("do", "")
    if do == "close":
        actions.close(living_room=here, by=request.user)
    elif do == "open":
        actions.open_again(living_room=here, by=request.user)
    elif do.startswith("let-back:"):
        _let_back(request, here, do.removeprefix("let-back:"))
    elif form.is_valid():
        actions.slow_down(living_room=here, seconds=form.chosen(), by=request.user)
    else:
        return False
    messages.success(request, "Done.")
    return True


def _let_back(request: SignedInRequest, here: LivingRoom, person: str) -> None:
    """Whoever was asked to leave twice is let back once."""
    found = list(here.sent_out.in_force().filter(person__ref=person))
    if not found:
        raise Http404
    for out in found:
        actions.let_back(sent_out=out, by=request.user)


def _who_may_enter(here: LivingRoom, ref: str) -> Person:
    member = get_object_or_404(Person, ref=ref)
    if policies.entry_to(member, here) is None:
        raise Http404
    return member


def send_out(request: SignedInRequest, ref: str, person: str) -> HttpResponse:
    """Somebody who may enter; others do not exist here."""
    here = place_at(request, ref)
    policies.require_hosts(request.user, here)
    member = _who_may_enter(here, person)
    policies.require_may_send_out(request.user, member, here)
    form = SendOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        length = timedelta(minutes=int(form.cleaned_data["minutes"]))
        actions.send_out(
            living_room=here,
            person=member,
            sentence=form.cleaned_data["sentence"],
            length=length,
            by=request.user,
        )
        messages.success(request, f"{member.handle} is out of the living room for now, and is told why.")
        return redirect("living_room_host", ref)
    return render(request, "living_room/send_out.html", {"here": here, "member": member, "form": form})
