"""Throwing away a draft from the list of one's own, and how one wants to see content notes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from community.people.requests import SignedInRequest
from community.rooms import drafts, preferences
from community.rooms.forms import DraftForm


def draft_delete(request: SignedInRequest) -> HttpResponse:
    """What is gone already is gone."""
    form = DraftForm(request.POST)
    if request.method == "POST" and form.is_valid():
        drafts.remove(place=form.cleaned_data["place"], by=request.user)
        messages.success(request, "The draft is gone.")
    return redirect("waiting_mine")


def content_notes(request: SignedInRequest) -> HttpResponse:
    """Posts with a content note stand open, or closed until one asks."""
    if request.method == "POST":
        opened = request.POST.get("open") == "yes"
        preferences.open_notes(by=request.user, opened=opened)
        kept = "are shown opened" if opened else "stay closed until you open them"
        messages.success(request, f"Posts with a content note {kept} from now on.")
    return redirect("waiting_mine")
