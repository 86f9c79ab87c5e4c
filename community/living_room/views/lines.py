"""Lines for scripts, which ask from the last one they have; and taking one back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from community.living_room import actions, guard, policies, presence, reading
from community.living_room.forms import AfterForm, LineForm
from community.living_room.hours import hours_of
from community.living_room.models import LivingRoom
from community.living_room.says import ask_about_numbers, no_numbers, wait_until
from community.living_room.views.fetching import is_here, line_at, place_at
from community.people.policies import require
from community.people.requests import SignedInRequest

NOT_NOW = 409  # the words were understood and are not taken as they are, or not yet


def lines(request: SignedInRequest, ref: str) -> HttpResponse:
    """What is new since a number, or (POST) one line more. Without a script: the page."""
    here = place_at(request, ref)
    if "application/json" not in request.headers.get("Accept", ""):
        return redirect(here)
    if request.method == "POST":
        return _say(request, here)
    asked = AfterForm(request.GET)
    is_here(request, here)
    return JsonResponse(_news(request, here, asked.number("since") or 0, asked.number("change") or 0))


def _news(request: SignedInRequest, here: LivingRoom, since: int, change: int) -> dict[str, Any]:
    """`newest` and `change` are as they were before the lines were read: what came in between is told once more."""
    hours = hours_of(here)
    return {
        "newest": here.last_number,
        "change": here.last_change,
        "lines": [reading.as_json(line) for line in reading.lines_after(here, request.user, since)],
        "changed": [reading.as_json(line) for line in reading.changed_after(here, request.user, change)],
        "there": [[one.handle, one.role] for one in presence.who_is_there(here)],
        "why_not": policies.why_not_say(request.user, here, hours),
    }


def _say(request: SignedInRequest, here: LivingRoom) -> JsonResponse:
    form = LineForm(here, request.POST)
    if not form.is_valid():
        return _refused(" ".join(str(sentence) for some in form.errors.values() for sentence in some))
    try:
        line, care = actions.say_line(living_room=here, by=request.user, **form.cleaned_data)
    except guard.WaitALittle as wait:
        seconds = max(1, round((wait.until - timezone.now()).total_seconds()))
        return _refused(wait_until(wait), again_in_s=seconds)
    except guard.NumbersNotHere:
        return _refused(no_numbers())
    except guard.ThinkAboutNumbers:
        return _refused(ask_about_numbers(), as_it_is=form.words_seen())
    except PermissionDenied as refusal:
        return _refused(str(refusal), closed=True)
    return JsonResponse({"number": line.number, "care": care})


def _refused(says: str, **more: Any) -> JsonResponse:
    return JsonResponse({"says": says, **more}, status=NOT_NOW)


def line_take_back(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    line = line_at(request, ref, number)
    require(policies.can_take_back(request.user, line), policies.NO_WORDS_OF_YOURS)
    if request.method == "POST":
        actions.take_back(line=line, by=request.user)
        messages.success(request, "Your line is gone from the living room.")
        return redirect(line.living_room)
    return render(request, "living_room/line_take_back.html", {"line": line, "here": line.living_room})
