"""Not wanting to read somebody: asked on their profile, taken back on a list of one's own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.muting import actions as muting
from community.muting import policies
from community.muting.models import Mute
from community.people.policies import require
from community.people.requests import SignedInRequest
from community.rooms import profiles
from community.rooms.forms import MuteForm


def muted(request: SignedInRequest) -> HttpResponse:
    """Whom one muted. Nobody else sees this page."""
    mutes = Mute.objects.visible_to(request.user).select_related("other").order_by("other__handle")
    return render(request, "rooms/muted.html", {"mutes": mutes})


def mute(request: SignedInRequest, ref: str) -> HttpResponse:
    other = profiles.read_profile(ref, request.user).person
    require(
        policies.can_mute(request.user, other), "You can mute other members, but not yourself or the team."
    )
    form = MuteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        blocks = form.cleaned_data["what"] == MuteForm.BLOCK
        muting.mute(other=other, by=request.user, blocks=blocks)
        messages.success(
            request, f"You {'blocked' if blocks else 'muted'} {other.handle}. They are not told."
        )
        return redirect("muted")
    return render(request, "rooms/mute.html", {"other": other, "form": form})


def unmute(request: SignedInRequest, ref: str) -> HttpResponse:
    found = get_object_or_404(Mute.objects.visible_to(request.user).select_related("other"), other__ref=ref)
    if request.method != "POST":
        raise Http404
    muting.unmute(other=found.other, by=request.user)
    messages.success(request, f"You see again what {found.other.handle} writes.")
    return redirect("muted")
