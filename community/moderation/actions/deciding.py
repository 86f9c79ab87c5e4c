"""What every decision has in common: it is written down, whom it concerns is told, and what was reported is closed.
Called by actions, which hold the policy and write the audit log."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.states import leads
from community.moderation import report_states, telling
from community.moderation.models import Decision, Reported
from community.moderation.policies import can_deal_with
from community.people.models import Person, Service
from community.people.policies import require, roles_of, rooms_open_to
from community.people.roles import Permission, roles_with
from community.rooms.models import Room
from community.utterances.models import Kind


class ChangedMeanwhile(Exception):
    """Somebody else was quicker. Nothing was done."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Have a look before you go on; nothing was overwritten.")


def decide(
    *,
    kind: Decision.Kind,
    by: Person,
    service: Service,
    sentence: str,
    about: Person | None,
    now: datetime | None = None,
    **what: Any,
) -> Decision:
    require(bool(sentence.strip()), "Say why: whom it concerns is told.")
    decision = Decision.objects.create(
        kind=kind, by=by, service=service, sentence=sentence[:300], about=about, at=now or timezone.now(),
        as_role=role_of(by, what.get("room")), **what,
    )  # fmt: skip
    telling.of_decision(decision)
    return decision


def role_of(by: Person, room: Room | None) -> str:
    """As what they decided; never who."""
    entry = rooms_open_to(by).get(room.pk) if room is not None else None
    if entry is not None:
        return entry.role.value
    return next((role.value for role in sorted(roles_of(by) & roles_with(Permission.MODERATE))), "")


def lock_report(reported: Reported | None, by: Person, seen: int | None) -> Reported | None:
    """The row, held until the end; ChangedMeanwhile when it is not as `seen` any more."""
    if reported is None:
        return None
    locked = Reported.objects.select_for_update(no_key=True).get(pk=reported.pk)
    require(can_deal_with(by, locked), "Only another moderator of this service can decide about this.")
    if not locked.is_open:
        raise ChangedMeanwhile("Somebody else has dealt with this report meanwhile.")
    if seen is not None and seen != locked.version:
        raise ChangedMeanwhile("Somebody has said more about this meanwhile.")
    return locked


def open_report_of(kind: Kind, source_id: int, by: Person) -> Reported | None:
    """Whatever way something was dealt with: who reported it hears of it."""
    return Reported.objects.visible_to(by).open().filter(kind=kind, source_id=source_id).first()


def close_report(reported: Reported | None, action: str, *, by: Person, now: datetime | None = None) -> None:
    if reported is None:
        return
    target = leads(report_states.WAYS, action, reported.state)
    if target is None:
        raise ChangedMeanwhile("Somebody else has dealt with this report meanwhile.")
    reported.state, reported.decided_by, reported.decided_at = target, by, now or timezone.now()
    reported.version += 1
    reported.save(update_fields=["state", "decided_by", "decided_at", "version"])
    telling.of_report(reported)
