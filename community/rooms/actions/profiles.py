"""What one says about oneself: recorded and judged like a post. Empty is the usual."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import require, rooms_open_to
from community.people.roles import Role
from community.rooms import policies
from community.rooms.markup import to_html
from community.rooms.models import Profile, Room
from community.rooms.restraints import on_what_they_say_of_themselves
from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance


@transaction.atomic
def say_about(*, about: str, by: Person, now: datetime | None = None) -> Utterance | None:
    """Say something about oneself, something else, or nothing any more. None when nothing new was said.

    The desk of the service whose room comes first by name answers for it."""
    room = Room.objects.visible_to(by).select_related("service").first()
    require(room is not None, "No room is open to you at the moment, so nobody would read it.")
    assert room is not None
    kept_back = on_what_they_say_of_themselves(by) if about.strip() else None
    require(kept_back is None, "Your posts are with the moderators at the moment, so this cannot be changed.")
    now, about = now or timezone.now(), about.strip()
    profile, _made = Profile.objects.select_for_update(no_key=True).get_or_create(person=by)
    if profile.about == about and not profile.removed_as:
        return None
    profile.about, profile.html, profile.said_at, profile.removed_as = about, to_html(about), now, ""
    profile.save()
    if not about:
        utterances.withdraw(kind=Kind.ABOUT, source_id=by.pk)
        return None
    return utterances.record_again(
        kind=Kind.ABOUT, source_id=by.pk, text=about, by=by, room=None, service=room.service, now=now
    )


@transaction.atomic
def remove_about(*, person: Person, by: Person, why: str) -> None:
    """Somebody of the team takes it out of sight; the clinical record keeps it."""
    room = policies.room_moderated_for(by, person)
    require(room is not None, "Only moderators of a service this person is in can remove this.")
    assert room is not None
    profile, _made = Profile.objects.select_for_update(no_key=True).get_or_create(person=person)
    role = rooms_open_to(by)[room.pk].role
    audit.write(
        who=by, did="removed what they say about themselves", what=f"person:{person.ref}", why=why, service=room.service
    )  # fmt: skip
    profile.about, profile.html, profile.removed_as = "", "", role
    profile.save(update_fields=["about", "html", "removed_as"])
    utterances.withdraw(kind=Kind.ABOUT, source_id=person.pk)


@transaction.atomic
def hide_about(*, person: Person, as_what: Role) -> bool:
    """They have died: out of sight, if it still stands. Called by actions, which hold the policy."""
    stands = Profile.objects.filter(person=person, removed_as="").exclude(about="")
    if not stands.update(about="", html="", removed_as=as_what):
        return False
    utterances.withdraw(kind=Kind.ABOUT, source_id=person.pk)
    return True


@transaction.atomic
def return_about(*, person: Person) -> None:
    """What was taken away stands again, unless they say something else since. Called by actions, which hold the policy."""
    profile = (
        Profile.objects.select_for_update(no_key=True).filter(person=person).exclude(removed_as="").first()
    )
    last = Utterance.objects.filter(kind=Kind.ABOUT, source_id=person.pk).order_by("-revision").first()
    if profile is None or last is None:
        return
    profile.about, profile.html, profile.removed_as = last.text, to_html(last.text), ""
    profile.save(update_fields=["about", "html", "removed_as"])
    utterances.restore(kind=Kind.ABOUT, source_id=person.pk)
