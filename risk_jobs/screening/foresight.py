"""The verdict on a text before it is said: whether a form may ask its author to think again."""

import logging
import time
from typing import Any

from django.conf import settings
from django.utils import timezone

from community.utterances.foresight import Foresight
from community.utterances.models import Kind
from risk_jobs.screening.pack import live_judge
from risk_jobs.screening.stretches import AT_ONCE

log = logging.getLogger(__name__)
URGENT = 1


def look(text: str, room: Any) -> Foresight:
    """A judge that fails or runs out of time is taken as urgent: the text is then saved, and owed."""
    try:
        judge = live_judge()
        verdict = judge.verdict(
            text[:AT_ONCE],
            kind=Kind.POST.value,
            room=room.slug,
            hour=timezone.localtime().hour,
            but=judge.rules_not_of(room.service_id),
            deadline=time.monotonic() + settings.JUDGE_DEADLINE_S,
        )
    except Exception as error:
        log.error("a text not said yet: not judged (%s)", type(error).__name__)
        return Foresight(urgent=True)
    return Foresight(verdict.priority == URGENT, frozenset(hit.topic for hit in verdict.hits))
