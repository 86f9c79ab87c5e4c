"""Closing one's account, and being erased. By the person alone: the care team withdraws keys and discharges."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.people.vault import actions as vault
from community.people.yours import holdings, ledger
from community.people.yours.models import Departure


@transaction.atomic
def leave(*, person: Person, hide_texts: bool, by: Person, now: datetime | None = None) -> Departure:
    """Close the account: no key opens, nobody signs in with it, and it shows as a member who left.

    With `hide_texts` peers no longer see what they wrote. The record, and the vault, stay with the care team."""
    _require_own(person, by)
    gone = _departure(person, now)
    if hide_texts:
        _hide(gone)
    audit.write(who=by, did="closed account", what=f"person:{person.ref}")
    return gone


@transaction.atomic
def ask_for_erasure(*, person: Person, by: Person, now: datetime | None = None) -> Departure:
    """Close the account, take everything from the eyes of peers, and erase all that need not be kept: now, or as
    soon as no clinician answers anything any more (UK GDPR art. 17(3)(c); see docs/adr)."""
    _require_own(person, by)
    gone = _departure(person, now)
    audit.write(who=by, did="asked for erasure", what=f"person:{person.ref}")
    return _erase(gone, now or timezone.now())


@transaction.atomic
def erase_again(*, person: Person, now: datetime | None = None) -> Departure:
    """An older backup was put back, and the ledger names this person."""
    return _erase(_departure(person, now), now or timezone.now())


def _erase(gone: Departure, now: datetime) -> Departure:
    _hide(gone)
    if gone.erasure_asked_at is None:
        gone.erasure_asked_at = now
        gone.save(update_fields=["erasure_asked_at"])
    ledger.append(gone.person)
    return finish(gone, now=now)


@transaction.atomic
def finish(gone: Departure, *, now: datetime | None = None) -> Departure:
    """The last step, when nothing makes it wait."""
    person = gone.person
    if gone.erased_at or holdings.why_it_waits(person):
        return gone
    holdings.run("erase", person)
    vault.destroy(person=person)
    gone.erased_at = now or timezone.now()
    gone.save(update_fields=["erased_at"])
    return gone


def finish_what_waited() -> None:
    """The timer's entry: erasures that an open case had held up."""
    for gone in Departure.objects.filter(erasure_asked_at__isnull=False, erased_at=None).select_related(
        "person"
    ):
        finish(gone)


def _require_own(person: Person, by: Person) -> None:
    require(by.pk == person.pk, "Only you can close your account.")
    require(
        not person.works_here, "Your manager ends your appointment first. Then you can close your account."
    )


def _departure(person: Person, now: datetime | None) -> Departure:
    gone, new = Departure.objects.get_or_create(person=person, defaults={"left_at": now or timezone.now()})
    if new:
        holdings.run("leave", person)
    return gone


def _hide(gone: Departure) -> None:
    if not gone.texts_hidden:
        holdings.run("hide", gone.person)
        gone.texts_hidden = True
        gone.save(update_fields=["texts_hidden"])
