"""What one person may see of another."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404

from community.muting.policies import can_mute, muted_by
from community.people.models import Person
from community.people.roles import Role
from community.rooms import policies
from community.rooms.models import Profile, Story
from community.rooms.models.stories import StoryState


@dataclass(frozen=True, slots=True)
class Shown:
    """`roles`: what they are in the rooms both may enter, in words. `html` is what they chose to say."""

    person: Person
    is_me: bool
    roles: list[str]
    html: str
    removed: bool
    stories: list[Story]
    moderated: bool
    can_mute: bool
    offers: list[tuple[str, str]]
    muted: bool


# What else one may do with somebody, as (words, address) or None; rooms to the right of this one register theirs.
Offer = Callable[[Person, Person], tuple[str, str] | None]
_offers: list[Offer] = []


def register_offer(offer: Offer) -> None:
    """`offer(viewer, person)` is asked for each profile that is shown."""
    _offers.append(offer)


def read_profile(ref: str, viewer: Person) -> Shown:
    """Raises Http404 for whom the viewer does not know. Of one with whom no room is shared now, name and picture."""
    person = Person.objects.filter(ref=ref).first()
    if person is None or not policies.knows(viewer, person):
        raise Http404
    shared = policies.rooms_shared(viewer, person)
    said = Profile.objects.filter(person=person).first() if shared else None
    return Shown(
        person=person,
        is_me=person.pk == viewer.pk,
        roles=sorted({_in_words(entry.role) for entry in shared.values()}),
        html=said.html if said else "",
        removed=bool(said and said.removed_as),
        stories=_stories(person, viewer),
        offers=[found for offer in _offers if (found := offer(viewer, person))],
        can_mute=can_mute(viewer, person),
        muted=person.pk in muted_by(viewer),
        moderated=policies.room_moderated_for(viewer, person) is not None,
    )


def about(person: Person) -> str:
    """What they say about themselves, as they wrote it."""
    return Profile.objects.filter(person=person).values_list("about", flat=True).first() or ""


def _stories(person: Person, viewer: Person) -> list[Story]:
    shown = Story.objects.visible_to(viewer).filter(author=person, state=StoryState.PUBLISHED)
    return list(shown.select_related("room").order_by("-shown_at"))


def _in_words(role: Role) -> str:
    """Nobody is called a patient here."""
    return "Member" if role == Role.PATIENT else role.label
