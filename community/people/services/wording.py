"""Wording the help message of a service: one writes, another approves. Until then the last approved words are shown."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.states import leads
from community.people import audit
from community.people.models import HelpWording, Person, Service
from community.people.policies import may_word_help, require
from community.people.services.wording_states import WAYS
from community.people.signals import help_words_wait


class DecidedMeanwhile(Exception):
    """This wording does not wait any more: somebody was quicker, or wrote another."""


@transaction.atomic
def propose(*, service: Service, words: str, by: Person, now: datetime | None = None) -> HelpWording:
    """It waits for somebody else. What waited before is not used."""
    require(may_word_help(by, service), "You cannot word the help message of this service.")
    now, service = now or timezone.now(), _held(service)
    for older in service.help_wordings.filter(state=HelpWording.State.WAITING):
        _decide(older, "drop", by, now)
    made = HelpWording.objects.create(service=service, words=words.strip(), written_by=by, written_at=now)
    audit.write(who=by, did="worded help message", what=f"wording:{made.ref}", service=service)
    help_words_wait.send(sender=HelpWording, wording=made, by=by)
    return made


@transaction.atomic
def approve(*, wording: HelpWording, by: Person, now: datetime | None = None) -> None:
    """In use from the next request on. Raises DecidedMeanwhile."""
    require(may_word_help(by, wording.service), "You cannot word the help message of this service.")
    require(wording.written_by_id != by.pk, "Somebody else has to approve what you wrote.")
    service = _held(wording.service)
    _decide(wording, "approve", by, now or timezone.now())
    service.help_words = wording.words
    service.save(update_fields=["help_words"])


@transaction.atomic
def drop(*, wording: HelpWording, by: Person, now: datetime | None = None) -> None:
    """The words in use stay. Raises DecidedMeanwhile."""
    require(may_word_help(by, wording.service), "You cannot word the help message of this service.")
    _held(wording.service)
    _decide(wording, "drop", by, now or timezone.now())


def _held(service: Service) -> Service:
    """Its row, until the transaction ends: one decision after the other."""
    return Service.objects.select_for_update(no_key=True).get(pk=service.pk)


def _decide(wording: HelpWording, action: str, by: Person, now: datetime) -> None:
    wording.refresh_from_db()
    target = leads(WAYS, action, wording.state)
    if target is None:
        raise DecidedMeanwhile
    wording.state, wording.decided_by, wording.decided_at = target, by, now
    wording.save(update_fields=["state", "decided_by", "decided_at"])
    did = {"approve": "approved help message", "drop": "dropped help message"}[action]
    audit.write(who=by, did=did, what=f"wording:{wording.ref}", service=wording.service)
