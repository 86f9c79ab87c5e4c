"""What the team does to a line of somebody else in a living room."""

from datetime import datetime

from django.db import transaction

from community.living_room import actions as living_rooms
from community.living_room import policies
from community.living_room.actions.lines import locked
from community.living_room.models import Line
from community.moderation.actions.deciding import (
    ChangedMeanwhile,
    close_report,
    decide,
    lock_report,
    open_report_of,
)
from community.moderation.models import Decision, Reported
from community.people.models import Person
from community.rooms.models import Rule
from community.utterances.models import Kind


@transaction.atomic
def hide_line(
    *,
    line: Line,
    by: Person,
    rule: Rule | str,
    sentence: str,
    why: str = "",
    reported: Reported | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Decision:
    """As `hide` of a post: out of sight, its author is told the rule and `sentence`, never by whom. Raises
    ChangedMeanwhile when somebody else was quicker."""
    here = locked(line.living_room)
    line = here.lines.select_related("author").get(pk=line.pk)
    policies.require_hosts(by, here)
    if not line.stands:
        raise ChangedMeanwhile("This line has been removed meanwhile.")
    living_rooms.hide(line=line, by=by, why=why or sentence, rule=rule)
    report = lock_report(reported or open_report_of(Kind.CHAT, line.pk, by), by, seen)
    decision = decide(
        kind=Decision.Kind.HIDE, by=by, service=here.service, about=line.author, sentence=sentence, rule=rule, line=line,
        room=here.room, report=report, now=now,
    )  # fmt: skip
    close_report(report, "act", by=by, now=now)
    return decision
