"""The living room that an address names, for those who may know of it and were not asked to leave; what its page shows."""

from typing import Any

from django.shortcuts import get_object_or_404

from community.living_room import policies, presence, reading
from community.living_room.forms import AfterForm, LineForm
from community.living_room.hours import hours_of
from community.living_room.models import Line, LivingRoom
from community.people.requests import SignedInRequest
from community.rooms.views.fetching import care_due


def place_at(request: SignedInRequest, ref: str) -> LivingRoom:
    """Known of: 404 for others. Asked to leave: 403 with the reason."""
    known = LivingRoom.objects.visible_to(request.user).select_related("room", "service")
    here = get_object_or_404(known, ref=ref)
    policies.require_in(request.user, here)
    return here


def line_at(request: SignedInRequest, ref: str, number: int) -> Line:
    """One that stands: of a removed line only its place is to be known."""
    here = place_at(request, ref)
    standing = here.lines.standing().select_related("author", "living_room__service", "living_room__room")
    return get_object_or_404(standing, number=number)


def is_here(request: SignedInRequest, here: LivingRoom) -> None:
    """The page is open: others see that somebody is there."""
    entry = policies.entry_to(request.user, here)
    if entry is not None:
        presence.touch([(here.pk, request.user.pk, entry.role.value)])


def what_is_shown(request: SignedInRequest, here: LivingRoom, form: LineForm | None = None) -> dict[str, Any]:
    hours = hours_of(here)
    page = reading.page_of(here, request.user, AfterForm(request.GET).number("upto"))
    return {
        "here": here,
        "hours": hours,
        "page": page,
        "form": form or LineForm(here),
        "why_not": policies.why_not_say(request.user, here, hours),
        "hosts": policies.hosts(request.user, here),
        "there": presence.who_is_there(here),
        "care": care_due(request),
    }
