"""Deciding for which new notices a mail is owed. The rows say what is still undecided, so nothing is lost or doubled
when this dies half-way."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from community.muting.models import Mute
from community.notices import mail, quiet
from community.notices.actions import settings_of
from community.notices.models import (
    Letter,
    LetterState,
    MailKind,
    Notice,
    NoticeSettings,
    Rhythm,
)
from community.people.models import Person
from community.people.vault.models import Identity

MOST_AT_ONCE = 200
# What nobody read for so long is old news.
KEPT = timedelta(days=180)


def plan(*, now: datetime | None = None) -> None:
    """Decide for everybody with undecided notices; what somebody muted wrote goes altogether."""
    now = now or timezone.now()
    undecided = Notice.objects.filter(planned_at=None)
    muted = Mute.objects.in_force().filter(person=OuterRef("person"), other=OuterRef("by"))
    _drop(undecided.filter(Exists(muted)))
    people = undecided.order_by().values_list("person", flat=True).distinct()[:MOST_AT_ONCE]
    for person in Person.objects.filter(pk__in=list(people)):
        _plan_for(person, now)


@transaction.atomic
def _drop(notices: models.QuerySet[Notice]) -> None:
    """In the order in which `tell_each` writes them."""
    rows = notices.select_for_update(no_key=True, of=("self",)).order_by("person", "pk")
    Notice.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()


@transaction.atomic
def _plan_for(person: Person, now: datetime) -> None:
    undecided = Notice.objects.filter(person=person, planned_at=None)
    held = undecided.select_for_update(no_key=True).order_by("pk")
    ids = list(held.values_list("pk", flat=True))
    how = settings_of(person)
    if wants_mail(person, how, among=ids) and may_have_an_address(person):
        owe(person, how, now=now)
    undecided.filter(pk__in=ids).update(planned_at=now)


def wants_mail(person: Person, how: NoticeSettings, *, among: list[int] | None = None) -> bool:
    """Whether something is new of a kind that they want a mail for: what they may know of now, and have not read."""
    if how.rhythm == Rhythm.NEVER:
        return False
    new = Notice.objects.visible_to(person).unread().order_by()
    if among is not None:
        new = new.filter(pk__in=among)
    return any(how.mails(kind) for kind in new.values_list("kind", flat=True).distinct())


def may_have_an_address(person: Person) -> bool:
    """Without opening the vault."""
    if person.works_here:
        return bool(mail.address_of(person))
    return Identity.objects.filter(person=person).exclude(contact=b"").exists()


def owe(person: Person, how: NoticeSettings, *, now: datetime) -> None:
    """One letter at a time: whoever has one coming already gets no other."""
    ended = Letter.objects.filter(person=person, state__in=[LetterState.SENT, LetterState.UNSURE])
    last = ended.order_by("-ended_at").values_list("ended_at", flat=True).first()
    kind = MailKind.NEW if how.rhythm == Rhythm.SOON else MailKind.DIGEST
    letter = Letter(person=person, kind=kind, owed_at=now, due_at=quiet.due_at(how, last=last, now=now))
    Letter.objects.bulk_create([letter], ignore_conflicts=True)


def forget_old(*, now: datetime | None = None) -> None:
    """The timer's entry."""
    old = (now or timezone.now()) - KEPT
    Notice.objects.filter(at__lt=old).delete()
    Letter.objects.filter(ended_at__lt=old).delete()
