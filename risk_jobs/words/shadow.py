"""Rules in shadow read what is said, and only count."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from community.utterances.models import Utterance
from risk_jobs.screening.stretches import verdict_of
from risk_jobs.words import live
from risk_jobs.words.models import ShadowHit


def read(utterance: Utterance) -> None:
    """Runs after the text was judged; whatever it raises is only logged."""
    now = live.current()
    if now.shadow is None:
        return
    verdict = verdict_of(
        now.shadow,
        utterance.text,
        seconds=settings.JUDGE_DEADLINE_S,
        kind=utterance.kind,
        room=utterance.room.slug if utterance.room else "",
        hour=timezone.localtime(utterance.said_at).hour,
        but=now.shadow.rules_not_of(utterance.service_id),
    )
    found = {hit.rule_id: hit.priority for hit in reversed(verdict.hits) if hit.priority <= 3}
    hits = [
        ShadowHit(version_id=now.in_shadow[rule], utterance=utterance, priority=priority)
        for rule, priority in found.items()
    ]
    if hits:
        with transaction.atomic():
            ShadowHit.objects.bulk_create(hits, ignore_conflicts=True)
