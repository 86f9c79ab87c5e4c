from typing import Any

from community.utterances.models import Utterance
from risk_jobs.screening.actions import screen_or_owe


def judge_what_was_said(sender: Any, utterance: Utterance, **kwargs: Any) -> None:
    """Inside the transaction that saves the text: flags commit with it."""
    screen_or_owe(utterance=utterance, at_once=True)
