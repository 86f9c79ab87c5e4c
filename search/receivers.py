"""Owing a text to the index, and asking for it to be paid soon. Both stand in the transaction that says the
text: the broker's queue is a table beside it, so the job commits or vanishes with it. Nothing here knows
whether the engine is there."""

from collections.abc import Iterable
from typing import Any

from django_q.tasks import async_task

from community.utterances.models import Utterance

TASK = "search.tasks.index_utterances"


def index_what_was_said(sender: Any, utterance: Utterance, **kwargs: Any) -> None:
    _soon([utterance])


def index_what_was_withdrawn(sender: Any, utterances: Iterable[Utterance], **kwargs: Any) -> None:
    _soon(utterances)


def _soon(utterances: Iterable[Utterance]) -> None:
    """Ids only: a job's arguments are stored, and shown in logs."""
    async_task(TASK, [utterance.pk for utterance in utterances], group="index", save=False)
