"""Handing owed letters to the mail server: each claimed by one worker, and never handed over twice."""

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from community.notices import planning, quiet
from community.notices.actions import settings_of
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
        _try_again(pk, error, now)
        return
    if message is not None:
        _hand_over(pk, message, now)


@transaction.atomic
def _claim(pk: int, now: datetime) -> EmailMessage | None:
    """The mail, and from its commit on the letter is ours alone; None for what is not to be sent now. Whoever dies
    before the commit leaves it owed."""
    owed = Letter.objects.filter(pk=pk, state=LetterState.OWED, due_at__lte=now)
    if not owed.update(state=LetterState.SENDING, claimed_at=now):
        return None
    letter = Letter.objects.select_related("person").get(pk=pk)
    how = settings_of(letter.person)
    if not is_welcome(letter.person) or not planning.wants_mail(letter.person, how):
        _end(letter, LetterState.NOT_NEEDED, now)
        return None
    allowed = quiet.after_quiet(now, how.quiet_from, how.quiet_until)
    if allowed > now:
        letter.state, letter.due_at = LetterState.OWED, allowed
        letter.save(update_fields=["state", "due_at"])
        return None
    message = build(MailKind(letter.kind), letter.person)
    if message is None:
        _end(letter, LetterState.NOT_NEEDED, now)
    return message


def _end(letter: Letter, state: LetterState, now: datetime) -> None:
    letter.state, letter.ended_at = state, now
    letter.save(update_fields=["state", "ended_at"])


def _hand_over(pk: int, message: EmailMessage, now: datetime) -> None:
    """What the server refused, or was not there for, is tried again. Where the line broke while it may have been
    taking the mail nobody can know, and one too few is better than two."""
    connection = get_connection()
    try:
        connection.open()
        message.connection = connection
    except Exception as error:
        _try_again(pk, error, now)
        return
    try:
        message.send()
    except smtplib.SMTPServerDisconnected as error:
        _unsure(pk, error, now)
    except smtplib.SMTPException as error:
        _try_again(pk, error, now)
    except OSError as error:
        _unsure(pk, error, now)
    else:
        ours = Letter.objects.filter(pk=pk, state=LetterState.SENDING)
        ours.update(state=LetterState.SENT, ended_at=now, trouble="")
    finally:
        connection.close()


def _try_again(pk: int, error: Exception, now: datetime) -> None:
    """Later and later. Only the kind of the error is kept: its message may hold an address."""
    letter = Letter.objects.get(pk=pk)
    letter.tries += 1
    letter.trouble = type(error).__name__
    letter.state = LetterState.OWED if letter.tries < MOST_TRIES else LetterState.GIVEN_UP
    letter.due_at = now + min(timedelta(minutes=2**letter.tries), LONGEST_PAUSE)
    letter.ended_at = None if letter.state == LetterState.OWED else now
    log.warning("mail: letter %s, try %d: %s", letter.ref, letter.tries, letter.trouble)
    with transaction.atomic():
        _put_back(letter)


def _put_back(letter: Letter) -> None:
    """Another letter may have come to be owed meanwhile, which then does for both."""
    newer = Letter.objects.filter(person=letter.person_id, state=LetterState.OWED).exclude(pk=letter.pk)
    if letter.state == LetterState.OWED and newer.exists():
        letter.state, letter.ended_at = LetterState.NOT_NEEDED, timezone.now()
    letter.save(update_fields=["tries", "trouble", "state", "due_at", "ended_at"])


def _unsure(pk: int, error: Exception | None, now: datetime) -> None:
    """Never sent again. If something is still unread, another letter follows in its time."""
    trouble = type(error).__name__ if error else "died"
    ours = Letter.objects.filter(pk=pk, state=LetterState.SENDING)
    if ours.update(state=LetterState.UNSURE, ended_at=now, trouble=trouble):
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
    tried = Letter.objects.filter(state=LetterState.OWED, tries__gt=0)
    oldest = tried.order_by("owed_at").values_list("owed_at", flat=True).first()
    lost = Letter.objects.filter(state=LetterState.GIVEN_UP, ended_at__gt=now - timedelta(days=1)).count()
    if oldest is None and not lost:
        return None
    return Trouble(tried.count(), int((now - (oldest or now)).total_seconds() // 60), lost)
