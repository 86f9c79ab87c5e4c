"""Saying something in the quiet room. Its judge is asked for danger to life and for nothing else: there is no case, no
history and nobody to look up, so whoever wrote it, and all others, are shown help at once."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.utterances.foresight import look_ahead
from community.wellbeing.handles import handle_of
from community.wellbeing.models import Line, WeekKey
from community.wellbeing.policies import may_be_here, may_take_down

# The judge asks which room a text is for; this is none of them, and belongs to no service.
NOWHERE = SimpleNamespace(slug="quiet-room", service_id=None)


def my_handle(*, by: Person, today: date | None = None) -> str:
    today = today or timezone.localdate()
    week, _made = WeekKey.objects.get_or_create(monday=today - timedelta(days=today.weekday()))
    return handle_of(by.ref, bytes(week.key))


@transaction.atomic
def say(*, words: str, by: Person, today: date | None = None) -> Line:
    require(may_be_here(by), "This room is for staff.")
    today = today or timezone.localdate()
    urgent = look_ahead([words], NOWHERE).urgent
    return Line.objects.create(
        handle=my_handle(by=by, today=today), words=words, day=today, needs_help=urgent
    )


@transaction.atomic
def take_down(*, line: Line, by: Person) -> None:
    require(may_take_down(by), "Only a moderator takes something down here.")
    Line.objects.filter(pk=line.pk).update(taken_down=True, words="")
    audit.write(who=by, did="took down a line of the quiet room", what=f"line:{line.ref}")


def forget(*, today: date | None = None) -> None:
    """The clock's: keys of weeks that are over, and lines older than four weeks."""
    today = today or timezone.localdate()
    WeekKey.objects.filter(monday__lt=today - timedelta(days=today.weekday())).delete()
    Line.objects.past_their_days(today).delete()
