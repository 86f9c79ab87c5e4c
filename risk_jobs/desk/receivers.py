from datetime import datetime
from typing import Any

from community.utterances.models import Utterance
from risk_jobs.desk import actions
from risk_jobs.desk.models import Source


def on_concern(
    utterance: Utterance, topic: str, priority: int, by_staff: bool, now: datetime, **kwargs: Any
) -> None:
    """Somebody asks for a clinician: a case, in the same transaction."""
    source = Source.STAFF if by_staff else Source.REPORT
    actions.raise_concern(utterance=utterance, topic=topic, priority=priority, source=source, now=now)
