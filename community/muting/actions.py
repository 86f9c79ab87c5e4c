"""Muting, blocking, and taking either back. Not in the audit log: it is nobody's business but one's own."""

from django.db import transaction

from community.muting import policies
from community.muting.models import Mute
from community.people.models import Person
from community.people.policies import require


@transaction.atomic
def mute(*, other: Person, by: Person, blocks: bool = False) -> Mute:
    """Hide what somebody writes; with `blocks` also keep their replies, mentions and messages away."""
    require(
        policies.can_mute(by, other),
        "You can mute other members. The team cannot be muted: they need to be able to reach you.",
    )
    made, _new = Mute.objects.update_or_create(person=by, other=other, defaults={"blocks": blocks})
    by.__dict__.pop("_muted", None)
    return made


def unmute(*, other: Person, by: Person) -> None:
    """What is not muted stays so."""
    Mute.objects.filter(person=by, other=other).delete()
    by.__dict__.pop("_muted", None)
