"""Throwing away a draft from the list of one's own, and how one wants to see content notes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from community.people.requests import SignedInRequest
from community.rooms import drafts, preferences
from community.rooms.forms import DraftForm
from community.rooms.models import Draft


@require_POST
def draft_delete(request: SignedInRequest) -> HttpResponse:
    form = DraftForm(request.POST)
    place = form.cleaned_data["place"] if form.is_valid() else ""
    mine = get_object_or_404(Draft.objects.visible_to(request.user), place=place)
    drafts.remove(draft=mine, by=request.user)
    messages.success(request, "The draft is gone.")
    return redirect("waiting_mine")


@require_POST
def content_notes(request: SignedInRequest) -> HttpResponse:
    """Posts with a content note stand open, or closed until one asks."""
    opened = request.POST.get("open") == "yes"
    preferences.open_notes(by=request.user, opened=opened)
    kept = "are shown opened" if opened else "stay closed until you open them"
    messages.success(request, f"Posts with a content note {kept} from now on.")
    return redirect("waiting_mine")
