"""Calling about the building itself."""

from datetime import datetime

from risk_jobs.on_call import calling
from risk_jobs.on_call.models import Line, Says
from risk_jobs.proof import room


def call_everywhere(line: Line, says: Says, *, about: str, key: str, now: datetime) -> None:
    """Whoever is on call in any service: what is broken is everybody's."""
    for service in room.services_of_people():
        calling.call(service=service, line=line, says=says, about=about, key=key, now=now)
