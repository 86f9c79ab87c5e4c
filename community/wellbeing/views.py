"""The quiet room for staff."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from community.people.requests import SignedInRequest
from community.wellbeing import actions
from community.wellbeing.forms import LineForm, MoodForm
from community.wellbeing.models import Line
from community.wellbeing.policies import may_take_down

SHOWN = 50


def wellbeing(request: SignedInRequest) -> HttpResponse:
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        line = actions.say(words=form.cleaned_data["secret_words"], by=request.user)
        if not line.needs_help:
            return redirect("wellbeing")
        return render(request, "wellbeing/help.html")
    context = {
        "form": form, "lines": Line.objects.visible_to(request.user)[:SHOWN],
        "handle": actions.my_handle(by=request.user), "may_take_down": may_take_down(request.user),
        "speak_up": settings.SPEAK_UP_ADDRESS,
    }  # fmt: skip
    return render(request, "wellbeing/wellbeing.html", context)


def wellbeing_mood(request: SignedInRequest) -> HttpResponse:
    """Asked, answered, and forgotten: no row, no session."""
    form = MoodForm(request.POST or None)
    mood = form.cleaned_data["secret_mood"] if request.method == "POST" and form.is_valid() else ""
    return render(request, "wellbeing/mood.html", {"form": form, "mood": mood})


@require_POST
def wellbeing_take_down(request: SignedInRequest, ref: str) -> HttpResponse:
    if not may_take_down(request.user):
        raise Http404
    actions.take_down(line=get_object_or_404(Line.objects.visible_to(request.user), ref=ref), by=request.user)
    messages.success(request, "It is taken down, and its words are gone.")
    return redirect("wellbeing")
