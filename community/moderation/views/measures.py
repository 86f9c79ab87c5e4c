"""What is put on a thread, a room or a person for a while, and lifted."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.moderation import actions, policies
from community.moderation.forms import PersonMeasureForm, PlaceMeasureForm, SentenceForm
from community.moderation.views.from_report import came_from, the_report
from community.people.policies import require
from community.people.requests import SignedInRequest
from community.rooms import policies as room_policies
from community.rooms import profiles
from community.rooms.models import Measure, Room
from community.rooms.views.fetching import thread_at

Kind = Measure.Kind


def thread_measure(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    here = thread_at(request, room, thread)
    room_policies.require_moderates(request.user, here.room)
    return _on_a_place(request, here, {"thread": here, "room": here.room})


def room_measure(request: SignedInRequest, room: str) -> HttpResponse:
    here = get_object_or_404(Room.objects.visible_to(request.user).select_related("service"), slug=room)
    room_policies.require_moderates(request.user, here)
    return _on_a_place(request, here, {"room": here})


def _on_a_place(request: SignedInRequest, on: Any, context: dict[str, Any]) -> HttpResponse:
    form = PlaceMeasureForm(request.POST or None, initial=came_from(request))
    if request.method == "POST" and form.is_valid():
        minutes = int(form.cleaned_data["minutes"])
        more = {"minutes": minutes, "ends_at": form.ends_at(), **the_report(request, form)}
        if done := _put_on(request, form, on, more):
            return done
    return render(request, "moderation/place_measure.html", context | {"form": form})


def person_measure(request: SignedInRequest, ref: str) -> HttpResponse:
    shown = profiles.read_profile(ref, request.user)
    policies.require_may_measure(request.user, shown.person)
    form = PersonMeasureForm(request.POST or None, initial=came_from(request))
    if request.method == "POST" and form.is_valid():
        more = {
            "rule": form.cleaned_data["rule"], "ends_at": form.ends_at(), **the_report(request, form)
        }  # fmt: skip
        if done := _put_on(request, form, shown.person, more):
            return done
    on_them = Measure.objects.visible_to(request.user).in_force().filter(person=shown.person)
    return render(
        request, "moderation/person_measure.html", {"shown": shown, "form": form, "in_force": on_them}
    )


def _put_on(request: SignedInRequest, form: forms.Form, on: Any, more: dict[str, Any]) -> HttpResponse | None:
    """None: it is in force already, and the form comes back with what was typed."""
    kind, sentence = Kind(form.cleaned_data["kind"]), form.cleaned_data["sentence"]
    try:
        done = actions.put_on(kind=kind, on=on, sentence=sentence, by=request.user, **more)
    except actions.ChangedMeanwhile as other:
        form.add_error(None, str(other))
        return None
    return redirect("done", done.ref)


def measure_lift(request: SignedInRequest, ref: str) -> HttpResponse:
    rows = Measure.objects.visible_to(request.user).select_related(
        "service", "room", "thread__room", "person"
    )
    measure = get_object_or_404(rows, ref=ref)
    require(policies.can_lift(request.user, measure), "Only moderators of this service can do this.")
    form = SentenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.lift(measure=measure, sentence=form.cleaned_data["sentence"], by=request.user)
        except actions.ChangedMeanwhile as other:
            form.add_error(None, str(other))
        else:
            return redirect("done", done.ref)
    return render(request, "moderation/measure_lift.html", {"measure": measure, "form": form})
