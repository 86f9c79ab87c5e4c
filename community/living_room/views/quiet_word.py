"""A quiet word with whoever hosts: a message to the team, which nobody else of the living room sees."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.living_room.forms import QuietWordForm
from community.living_room.views.fetching import place_at
from community.messages.actions import start_with_team
from community.messages.policies import can_write_to_team
from community.people.policies import require
from community.people.requests import SignedInRequest
from community.rooms.views.fetching import note_care

SUBJECT = "A quiet word, from the living room"


def quiet_word(request: SignedInRequest, ref: str) -> HttpResponse:
    here = place_at(request, ref)
    require(can_write_to_team(request.user, here.service), "Members can ask the team for a quiet word.")
    form = QuietWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = {"subject": SUBJECT, "body": form.cleaned_data["body"], "send_key": form.send_key()}
        try:
            _conversation, care = start_with_team(service=here.service, by=request.user, **words)
        except IntegrityError:  # sent twice is sent once
            care = False
        note_care(request, care)
        messages.success(request, "The team has it. They answer under Messages.")
        return redirect(here)
    return render(request, "living_room/quiet_word.html", {"here": here, "form": form})
