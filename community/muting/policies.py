"""Who may mute whom, and what muting hides. Asked by rooms, notices, messages, search and the living room."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from community.muting.models import Mute
from community.people.models import Person


def can_mute(person: Person, other: Person) -> bool:
    """Among members. Those who moderate or treat are always read, and read everybody."""
    return person.pk != other.pk and not person.works_here and not other.works_here


def muted_by(person: Any) -> frozenset[int]:
    """Ids of the people whose words this person does not want to see. Kept for one request on the person."""
    if person is None or not getattr(person, "pk", None) or person.works_here:
        return frozenset()
    kept: frozenset[int] | None = person.__dict__.get("_muted")
    if kept is None:
        kept = frozenset(Mute.objects.in_force().filter(person=person).values_list("other_id", flat=True))
        person.__dict__["_muted"] = kept
    return kept


def is_muted(person: Any, author_column: str) -> Exists:
    """For a query: whether `person` muted who stands in this column. Costs no statement of its own.

    That staff read everybody is known of the person here, and needs no join in the query of every page."""
    if person.works_here:
        return Exists(Mute.objects.none())
    members = Mute.objects.filter(other__works_here=False)
    return Exists(members.filter(person=person.pk, other=OuterRef(author_column)))


def blocked_between(one: Person, other: Person) -> bool:
    """Whether either of two members blocks the other."""
    blocks = Mute.objects.in_force().filter(blocks=True)
    return blocks.filter(Q(person=one, other=other) | Q(person=other, other=one)).exists()
