from datetime import datetime
from typing import Any

from community.concerns.models import Concern
from community.utterances.models import Utterance
from risk_jobs.desk import actions, concerns
from risk_jobs.desk.models import Source


def on_concern(
    utterance: Utterance, topic: str, priority: int, by_staff: bool, now: datetime, **kwargs: Any
) -> None:
    """Somebody asks for a clinician: a case, in the same transaction."""
    source = Source.STAFF if by_staff else Source.REPORT
    actions.raise_concern(utterance=utterance, topic=topic, priority=priority, source=source, now=now)


def on_asked(concern: Concern, **kwargs: Any) -> None:
    """Somebody who looks after others, or an answer of a member's, asks for a clinician: the same queue."""
    concerns.to_the_desk(concern)
