"""Who may ask a clinician to look after somebody."""

from django.urls import reverse

from community.people.models import Person, Service
from community.rooms.models import Room
from community.rooms.policies import raises_in, rooms_shared


def service_for(by: Person, about: Person) -> Service | None:
    """Whose desk it goes to: of a room they share in which `by` looks after others. None for whoever may not ask, also
    about colleagues and oneself."""
    if by.pk == about.pk or about.works_here:
        return None
    shared = Room.objects.filter(pk__in=rooms_shared(by, about)).select_related("service").order_by("pk")
    return next((room.service for room in shared if raises_in(by, room)), None)


def offer(viewer: Person, person: Person) -> tuple[str, str] | None:
    """On a profile."""
    if service_for(viewer, person) is None:
        return None
    return f"Ask a clinician to look after {person.handle}", reverse("person_raise", args=[person.ref])
