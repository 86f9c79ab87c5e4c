"""The random audit: every day a few texts of each service are drawn and read blind; what was missed among them
says how much the rules find at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from community.people import audit
from community.people.models import Person, Service
from community.people.policies import may, require, services_where
from community.people.roles import Permission
from community.utterances.models import Kind, Utterance, UtteranceQuerySet
from risk_jobs.desk.models import Flag, Lane
from risk_jobs.desk.states import State
from risk_jobs.desk.usefulness import USEFUL
from risk_jobs.words.figures import Recall, Share, recall
from risk_jobs.words.models import AuditText

A_DAY, OF_THEM_FLAGGED = 10, 2
DAYS = 90


@transaction.atomic
def draw(*, day: date) -> int:
    """Draw the texts of this day, for each service that has none of it yet. Returns how many."""
    drawn = 0
    services = list(Service.objects.select_for_update(no_key=True).exclude(pk__in=_drawn(day)))
    for service in services:
        said = _said(service.pk, day, day + timedelta(days=1)).filter(audited=None)
        plain = list(said.exclude(priority__lte=3).order_by("?")[: A_DAY - OF_THEM_FLAGGED])
        flagged = list(said.filter(priority__lte=3).order_by("?")[:OF_THEM_FLAGGED]) if plain else []
        rows = [(text, False) for text in plain] + [(text, True) for text in flagged]
        AuditText.objects.bulk_create(
            AuditText(service=service, utterance=text, day=day, flagged=hit) for text, hit in rows
        )
        drawn += len(rows)
    return drawn


def _drawn(day: date) -> list[int]:
    return list(AuditText.objects.filter(day=day).values_list("service", flat=True).distinct())


def _said(service: int, first: date, end: date) -> UtteranceQuerySet:
    """Judged texts from the first day up to the end; names people call themselves, and reports
    and appeals, are not audited."""
    since, until = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, end))
    said = Utterance.objects.filter(service=service, said_at__gte=since, said_at__lt=until)
    return said.exclude(kind=Kind.HANDLE).exclude(screened_at=None).filter(not_for=None)


def next_for(person: Person) -> AuditText | None:
    """Never one's own words."""
    services = services_where(person, Permission.USE_DESK)
    waiting = AuditText.objects.filter(service__in=services, answer=None).exclude(utterance__author=person)
    return waiting.select_related("utterance__room", "service").first()


def record_reading(text: AuditText, *, by: Person) -> None:
    audit.write(who=by, did="read audit text", what=f"audit:{text.ref}", service=text.service)


@transaction.atomic
def answer(*, text: AuditText, should: bool, by: Person, now: datetime | None = None) -> AuditText:
    """The first answer counts; a second one changes nothing."""
    allowed = may(by, Permission.USE_DESK, text.service_id) and text.utterance.author_id != by.pk
    require(allowed, "Only staff of this service audit its texts, and not their own words.")
    AuditText.objects.filter(pk=text.pk, answer=None).update(
        answer=should, answered_by=by, answered_at=now or timezone.now()
    )
    text.refresh_from_db()
    return text


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one service, over the last DAYS days."""

    service: Service
    recall: Recall
    missed: Share
    useful: Share
    flagged: int
    unflagged: int
    waiting: int


def estimates(person: Person, *, today: date) -> list[Estimate]:
    services = Service.objects.where(person, Permission.USE_DESK).order_by("name")
    return [_estimate(service, today) for service in services]


def _estimate(service: Service, today: date) -> Estimate:
    first = today - timedelta(days=DAYS)
    texts = _said(service.pk, first, today + timedelta(days=1)).aggregate(
        flagged=Count("pk", filter=Q(priority__lte=3)), all=Count("pk")
    )
    audited = AuditText.objects.filter(service=service, day__gte=first).aggregate(
        yes=Count("pk", filter=Q(answer=True, flagged=False)),
        said=Count("pk", filter=Q(answer__isnull=False, flagged=False)),
        right=Count("pk", filter=Q(answer=True, flagged=True)),
        known=Count("pk", filter=Q(answer__isnull=False, flagged=True)),
        waiting=Count("pk", filter=Q(answer=None)),
    )
    closed = Flag.objects.filter(
        case__service=service, case__state=State.CLOSED, case__lane=Lane.NOW, raised_at__date__gte=first
    ).aggregate(yes=Count("pk", filter=Q(case__outcome__in=USEFUL)), all=Count("pk"))
    missed = Share(audited["yes"], audited["said"])
    useful = Share(audited["right"] + closed["yes"], audited["known"] + closed["all"])
    unflagged = texts["all"] - texts["flagged"]
    found = recall(flagged=texts["flagged"], useful=useful, unflagged=unflagged, missed=missed)
    return Estimate(service, found, missed, useful, texts["flagged"], unflagged, audited["waiting"])
