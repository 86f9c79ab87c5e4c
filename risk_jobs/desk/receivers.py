from datetime import datetime
from typing import Any

from community.concerns.models import Concern
from community.utterances.models import Utterance
from risk_jobs.desk import actions, concerns
from risk_jobs.desk.models import Source
from risk_jobs.desk.states import State

AGAIN = "Somebody asks again about a text whose case is closed: see the other cases"


def on_concern(
    utterance: Utterance, topic: str, priority: int, by_staff: bool, now: datetime, **kwargs: Any
) -> None:
    """Somebody asks for a clinician: a case, in the same transaction. A text is flagged once: where its case was answered
    already, who asks again asks about the member."""
    source = Source.STAFF if by_staff else Source.REPORT
    asks: dict[str, Any] = {"topic": topic, "priority": priority, "source": source, "now": now}
    case = actions.raise_concern(utterance=utterance, **asks).case
    if case.state == State.CLOSED:
        assert utterance.service is not None, "a case has a service"
        concerns.about_a_member(person=utterance.author, service=utterance.service, text=AGAIN, **asks)


def on_asked(concern: Concern, **kwargs: Any) -> None:
    """Somebody who looks after others, or an answer of a member's, asks for a clinician: the same queue."""
    concerns.to_the_desk(concern)
