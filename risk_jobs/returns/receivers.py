import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from community.people.models import Person
from risk_jobs.returns import actions

log = logging.getLogger(__name__)


def on_being_here(sender: Any, person: Person, now: datetime, **kwargs: Any) -> None:
    """A page must not fail because a day could not be counted; the night counts again."""
    try:
        with transaction.atomic():
            actions.was_here(person=person, now=now)
    except Exception as error:
        log.error("returns: a day was not counted (%s)", type(error).__name__)
