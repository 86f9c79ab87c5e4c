"""Keeping what was asked for as long as its results are looked at."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from search.models import KEPT, Asked, AskedOn

MOST_KEPT = 30


@transaction.atomic
def ask(*, questions: Mapping[str, str], page: AskedOn, by: Person, now: datetime | None = None) -> Asked:
    """Keep one search; the oldest of this person make room for it."""
    asked = Asked(person=by, page=page, asked_at=now or timezone.now())
    asked.questions = dict(questions)
    asked.save()
    newest = Asked.objects.filter(person=by).order_by("-asked_at", "-pk")
    Asked.objects.filter(pk__in=list(newest.values_list("pk", flat=True)[MOST_KEPT : 2 * MOST_KEPT])).delete()
    return asked


def questions_of(ref: str, *, page: AskedOn, by: Person) -> dict[str, str]:
    """What this person filled in on that page; nothing where there is no search of theirs of that name."""
    asked = Asked.objects.of(by, page).filter(ref=ref[:20].replace("\x00", "")).first()
    return asked.questions if asked else {}


def forget_old(*, now: datetime | None = None) -> int:
    """The timer's entry. Returns how many were forgotten."""
    gone, _by_model = Asked.objects.filter(asked_at__lt=(now or timezone.now()) - KEPT).delete()
    return gone
