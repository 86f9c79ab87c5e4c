"""Handing owed letters to the mail server: each claimed by one worker, and never handed over twice."""

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from cms.states import leads
from community.notices import planning, quiet
from community.notices.actions import settings_of
from community.notices.letter_states import WAYS
from community.notices.mail import build
from community.notices.models import Letter, LetterState, MailKind, Notice
from community.people.policies import is_welcome

log = logging.getLogger(__name__)

# Well within a job's own timeout; what is left is the next job's.
LONGEST_ROUND_S = 20.0
MOST_AT_ONCE = 200
MOST_TRIES = 12
LONGEST_PAUSE = timedelta(hours=4)
# A letter that has been handed over for so long has nobody any more who does it.
DEAD_AFTER = timedelta(minutes=5)


def deliver_due() -> None:
    """The job. May run as often as it likes, beside itself too."""
    planning.plan()
    settle_the_dead()
    until = time.monotonic() + LONGEST_ROUND_S
    due = Letter.objects.filter(state=LetterState.OWED, due_at__lte=timezone.now()).order_by("due_at")
    for pk in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        deliver(pk)
        if time.monotonic() > until:
            return


def deliver(pk: int, *, now: datetime | None = None) -> None:
    now = now or timezone.now()
    try:
        message = _claim(pk, now)
    except Exception as error:
        _later("put off", pk, error, now)
        return
    if message is not None:
        _hand_over(pk, message, now)


@transaction.atomic
def _claim(pk: int, now: datetime) -> EmailMessage | None:
    """The mail, and from its commit on the letter is ours alone; None for what is not to be sent now. Whoever dies
    before the commit leaves it owed."""
    if not _go("claim", Letter.objects.filter(pk=pk, due_at__lte=now), claimed_at=now):
        return None
    ours = Letter.objects.filter(pk=pk)
    letter = ours.select_related("person").get()
    how = settings_of(letter.person)
    if not is_welcome(letter.person) or not planning.wants_mail(letter.person, how):
        _go("drop", ours, ended_at=now)
        return None
    allowed = quiet.after_quiet(now, how.quiet_from, how.quiet_until)
    if allowed > now:
        _go("wait", ours, due_at=allowed)
        return None
    message = build(MailKind(letter.kind), letter.person)
    if message is None:
        _go("drop", ours, ended_at=now)
    return message


def _go(action: str, letters: QuerySet[Letter], **changed: Any) -> int:
    """Take these letters where the table says that this action leads; those that no way leads from stay as they are.
    Returns how many went. One statement a way: who comes second finds nothing to take."""
    return sum(
        letters.filter(state=way.source).update(state=way.target, **changed)
        for way in WAYS
        if way.action == action
    )


def _hand_over(pk: int, message: EmailMessage, now: datetime) -> None:
    """What the server refused, or was not there for, is tried again. Where the line broke while it may have been
    taking the mail nobody can know, and one too few is better than two."""
    connection = get_connection()
    try:
        connection.open()
        message.connection = connection
    except Exception as error:
        _later("try again", pk, error, now)
        return
    try:
        message.send()
    except smtplib.SMTPServerDisconnected as error:
        _unsure(pk, error, now)
    except smtplib.SMTPException as error:
        _later("try again", pk, error, now)
    except OSError as error:
        _unsure(pk, error, now)
    else:
        _go("hand over", Letter.objects.filter(pk=pk), ended_at=now, trouble="")
    finally:
        connection.close()


@transaction.atomic
def _later(action: str, pk: int, error: Exception, now: datetime) -> None:
    """Tried again later and later, at last no more. Only the kind of the error is kept: its message may hold an
    address. Not of a letter that has gone another way meanwhile: somebody else may be sending it."""
    letter = Letter.objects.select_for_update(no_key=True).get(pk=pk)
    if leads(WAYS, action, letter.state) is None:
        return
    letter.tries += 1
    letter.trouble = type(error).__name__
    letter.due_at = now + min(timedelta(minutes=2**letter.tries), LONGEST_PAUSE)
    letter.save(update_fields=["tries", "trouble", "due_at"])
    log.warning("mail: letter %s, try %d: %s", letter.ref, letter.tries, letter.trouble)
    ours = Letter.objects.filter(pk=pk)
    if letter.tries >= MOST_TRIES:
        _go("give up", ours, ended_at=now)
    elif not (_another_is_owed(letter) and _go("make room", ours, ended_at=now)):
        _go(action, ours, ended_at=None)


def _another_is_owed(letter: Letter) -> bool:
    """It came to be owed meanwhile, and does for both."""
    newer = Letter.objects.filter(person=letter.person_id, state=LetterState.OWED).exclude(pk=letter.pk)
    return newer.exists()


def _unsure(pk: int, error: Exception | None, now: datetime) -> None:
    """Never sent again. If something is still unread, another letter follows in its time."""
    trouble = type(error).__name__ if error else "died"
    if _go("lose", Letter.objects.filter(pk=pk), ended_at=now, trouble=trouble):
        person = Letter.objects.select_related("person").get(pk=pk).person
        how = settings_of(person)
        if planning.wants_mail(person, how):
            planning.owe(person, how, now=now)


def settle_the_dead(*, now: datetime | None = None) -> None:
    """Letters whose worker died while handing them over."""
    now = now or timezone.now()
    dead = Letter.objects.filter(state=LetterState.SENDING, claimed_at__lt=now - DEAD_AFTER)
    for pk in list(dead.values_list("pk", flat=True)):
        _unsure(pk, None, now)


def something_is_due() -> bool:
    """Whether the job has anything to do; asked by the clock."""
    now = timezone.now()
    return (
        Notice.objects.filter(planned_at=None).exists()
        or Letter.objects.filter(state=LetterState.OWED, due_at__lte=now).exists()
        or Letter.objects.filter(state=LetterState.SENDING, claimed_at__lt=now - DEAD_AFTER).exists()
    )


@dataclass(frozen=True, slots=True)
class Trouble:
    waiting: int
    minutes: int
    given_up: int


def trouble(*, now: datetime | None = None) -> Trouble | None:
    """For the staff: whether the mail server takes no mail. None when all is well."""
    now = now or timezone.now()
    tried = in_vain().aggregate(count=Count("pk"), oldest=Min("owed_at"))
    return trouble_of(tried["count"], tried["oldest"], lost_since(now).count(), now)


def in_vain() -> QuerySet[Letter]:
    """Tried, and still owed."""
    return Letter.objects.filter(state=LetterState.OWED, tries__gt=0)


def lost_since(now: datetime) -> QuerySet[Letter]:
    """Given up since yesterday."""
    return Letter.objects.filter(state=LetterState.GIVEN_UP, ended_at__gt=now - timedelta(days=1))


def trouble_of(waiting: int, oldest: datetime | None, lost: int, now: datetime) -> Trouble | None:
    if not waiting and not lost:
        return None
    return Trouble(waiting, int((now - (oldest or now)).total_seconds() // 60), lost)
