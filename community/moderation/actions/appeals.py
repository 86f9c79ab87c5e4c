"""Asking somebody else of the team to look again, and their answer."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.states import leads
from community.moderation import appeal_states, policies, telling
from community.moderation.actions.deciding import ChangedMeanwhile
from community.moderation.actions.undoing import locked, reverse
from community.moderation.appeal_states import State
from community.moderation.models import Appeal, Decision
from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance

# A suspended account waits for it; so do words that were taken away.
DUE = timedelta(hours=72)


@transaction.atomic
def appeal(
    *, decision: Decision, words: str, by: Person, now: datetime | None = None
) -> tuple[Appeal, Utterance]:
    """Once against a decision. Its words are judged, as every text is, and not shown to who decided."""
    now = now or timezone.now()
    decision = locked(decision)
    require(
        policies.can_appeal(by, decision),
        "You can ask once, about a decision that concerns you and still stands.",
    )
    require(bool(words.strip()), "Say in your own words why somebody else should look at it.")
    try:
        with transaction.atomic():
            made = Appeal.objects.create(
                decision=decision, service=decision.service, by=by, against=decision.by, words=words.strip(),
                sent_at=now, due_at=now + DUE,
            )  # fmt: skip
    except IntegrityError as error:
        raise ChangedMeanwhile("You have asked about this already.") from error
    said = utterances.record(
        kind=Kind.APPEAL, source_id=made.pk, text=made.words, by=by, room=None, service=made.service, stands=False,
        not_for=decision.by, now=now,
    )  # fmt: skip
    return made, said


@transaction.atomic
def answer_appeal(
    *, appeal: Appeal, by: Person, overturn: bool, sentence: str, now: datetime | None = None
) -> Appeal:
    """By somebody other than who decided. Overturned, what was done is not done any more."""
    now = now or timezone.now()
    held = _locked(appeal)
    require(policies.can_decide_appeal(by, held), "An appeal is answered by somebody other than who decided.")
    require(bool(sentence.strip()), "Say why: who asked is told.")
    _move(held, "overturn" if overturn else "uphold", by=by, sentence=sentence[:300], now=now)
    if overturn:
        decision = locked(held.decision)
        reverse(decision, by=by, now=now)
        decision.overturned_at = now
        decision.save(update_fields=["overturned_at"])
    did = "overturned a decision" if overturn else "upheld a decision"
    audit.write(who=by, did=did, what=f"appeal:{held.ref}", why=sentence, service=held.service)
    telling.of_appeal(held)
    return held


@transaction.atomic
def take_back_appeal(*, appeal: Appeal, by: Person, now: datetime | None = None) -> Appeal:
    held = _locked(appeal)
    require(held.by_id == by.pk, "You can only take back what you asked yourself.")
    _move(held, "withdraw", by=None, sentence="", now=now or timezone.now())
    return held


def _locked(appeal: Appeal) -> Appeal:
    rows = Appeal.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "decision", "service", "by"
    )
    return rows.get(pk=appeal.pk)


def _move(held: Appeal, action: str, *, by: Person | None, sentence: str, now: datetime) -> None:
    target = leads(appeal_states.WAYS, action, held.state)
    if target is None:
        raise ChangedMeanwhile(f"This has been answered meanwhile: {State(held.state).label.lower()}.")
    held.state, held.decided_by, held.decided_at, held.sentence = target, by, now, sentence
    held.save(update_fields=["state", "decided_by", "decided_at", "sentence"])
