"""Planning and ending a session; reminders, and a file for one's own calendar."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from community.living_room import actions, policies
from community.living_room.calendar import calendar_file
from community.living_room.forms import SessionForm
from community.living_room.models import PlannedSession, Reminder
from community.living_room.views.fetching import place_at
from community.people.requests import SignedInRequest


def session_list(request: SignedInRequest, ref: str) -> HttpResponse:
    """What is planned, and which of it one is reminded of."""
    here = place_at(request, ref)
    mine = set(
        Reminder.objects.filter(person=request.user, session__living_room=here).values_list(
            "session", flat=True
        )
    )
    context = {
        "here": here, "sessions": here.sessions.not_over().select_related("host"), "mine": mine,
        "hosts": policies.hosts(request.user, here), "now": timezone.now(),
    }  # fmt: skip
    return render(request, "living_room/session_list.html", context)


def session_plan(request: SignedInRequest, ref: str) -> HttpResponse:
    here = place_at(request, ref)
    policies.require_hosts(request.user, here)
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.plan(living_room=here, by=request.user, **form.cleaned_data)
        messages.success(request, "Planned. You are its host.")
        return redirect("chat_session_list", ref)
    return render(request, "living_room/session_plan.html", {"here": here, "form": form})


def _one(request: SignedInRequest, ref: str, session: str) -> PlannedSession:
    return get_object_or_404(place_at(request, ref).sessions.not_over(), ref=session)


def session_end(request: SignedInRequest, ref: str, session: str) -> HttpResponse:
    one = _one(request, ref, session)
    policies.require_hosts(request.user, one.living_room)
    if request.method == "POST":
        actions.end(session=one, by=request.user)
        messages.success(request, "It is called off.")
    return redirect("chat_session_list", ref)


def session_remind(request: SignedInRequest, ref: str, session: str) -> HttpResponse:
    one = _one(request, ref, session)
    if request.method == "POST":
        actions.remind(session=one, by=request.user, wanted="no" not in request.POST)
    return redirect("chat_session_list", ref)


def session_calendar(request: SignedInRequest, ref: str, session: str) -> HttpResponse:
    text = calendar_file(_one(request, ref, session), timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="reminder.ics"'
    return answer
