"""Writing down who read or decided what. Called by actions only; holds ids, never a member's words."""

from community.people.models import AuditEntry, Person, Service


def write(*, who: Person, did: str, what: str, why: str = "", service: Service | None = None) -> AuditEntry:
    """`what` names the thing by kind and id ("case:k3v…"), `why` is the reason the person gave."""
    return AuditEntry.objects.create(
        who=name_of(who), did=did, what=what, why=why[:200], where=service.slug if service else ""
    )


def name_of(person: Person) -> str:
    """Staff by the name they work under; a member by their ref, which outlives an erasure and tells nothing."""
    return person.handle if person.works_here else f"person:{person.ref}"
