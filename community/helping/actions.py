"""Signing up, looking after oneself, and resting."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from community.helping import policies, telling
from community.helping.models import Mood, Session, SignUp, WelfareCheck
from community.messages import actions as messages
from community.messages.models import Conversation
from community.people import audit
from community.people.models import HelperBreak, Person, Service
from community.people.policies import may, require
from community.people.roles import Permission

RAISED = "How I am, as a helper"
RAISED_BODY = (
    "My own check said that I am not doing so well at the moment. Could somebody of the team get in touch?"
)


@transaction.atomic
def plan_session(
    *, service: Service, what: str, starts_at: datetime, ends_at: datetime, places: int, by: Person
) -> Session:
    _require_keeps(by, service)
    session = Session.objects.create(
        service=service, what=what, starts_at=starts_at, ends_at=ends_at, places=places, made_by=by
    )
    audit.write(who=by, did="planned a session of helpers", what=f"session:{session.ref}", service=service)
    return session


@transaction.atomic
def cancel_session(*, session: Session, by: Person, now: datetime | None = None) -> None:
    _require_keeps(by, session.service)
    Session.objects.filter(pk=session.pk, cancelled_at=None).update(cancelled_at=now or timezone.now())
    audit.write(
        who=by, did="cancelled a session of helpers", what=f"session:{session.ref}", service=session.service
    )


def _require_keeps(by: Person, service: Service) -> None:
    require(
        may(by, Permission.MODERATE, service), "Only the team of this service keeps the rota of its helpers."
    )


@transaction.atomic
def sign_up(*, session: Session, by: Person) -> bool:
    """Whether there was a place left. Signed up twice, one stands there once. Nobody signs up for a day on which they
    will be no helper any more."""
    require(
        policies.can_sign_up(by, session.service_id),
        "Helpers of this service can sign up, while they do not rest.",
    )
    held = Session.objects.select_for_update(no_key=True).to_come().filter(pk=session.pk).first()
    require(held is not None, "This session is over, or was cancelled.")
    assert held is not None
    signed = SignUp.objects.counting().filter(session=held)
    if signed.exclude(person=by).count() >= held.places:
        return False
    SignUp.objects.bulk_create([SignUp(session=held, person=by)], ignore_conflicts=True)
    require(
        signed.filter(person=by).exists(),
        "Your training or your key ends before this session. Ask your team.",
    )
    return True


def sign_off(*, session: Session, by: Person) -> None:
    SignUp.objects.filter(session=session, person=by).delete()


def check(*, by: Person, mood: Mood, rested: bool, weighs_on_me: bool) -> WelfareCheck:
    """Kept for them alone."""
    require(bool(policies.helps_in(by)), "This check is for helpers.")
    return WelfareCheck.objects.create(person=by, mood=mood, rested=rested, weighs_on_me=weighs_on_me)


def ask_the_team(*, by: Person) -> Conversation:
    """In one press, in words they need not find. Nothing of what they answered is passed on."""
    helped = policies.helps_in(by)
    require(bool(helped), "This is for helpers.")
    service = Service.objects.filter(pk__in=helped).order_by("name")[0]
    return messages.start_with_team(service=service, subject=RAISED, body=RAISED_BODY, by=by)[0]


@transaction.atomic
def rest(*, by: Person, last_day: date | None = None, now: datetime | None = None) -> HelperBreak:
    """From now on they stand in their rooms as a member, and are on no rota. The team of their services is told."""
    helped = policies.helps_in(by)
    require(bool(helped), "Helpers can take a break from helping.")
    require(last_day is None or last_day >= timezone.localdate(now), "The last day is over already.")
    running = HelperBreak.objects.select_for_update(no_key=True).in_force().filter(person=by).first()
    if running is not None:
        HelperBreak.objects.filter(pk=running.pk).update(last_day=last_day)
        return running
    begun = HelperBreak.objects.create(person=by, last_day=last_day, since=now or timezone.now())
    SignUp.objects.filter(person=by, session__in=_within(last_day)).delete()
    telling.tell(begun, services=helped, by=by)
    return begun


def _within(last_day: date | None) -> "list[int]":
    coming = Session.objects.to_come()
    if last_day is not None:
        coming = coming.filter(starts_at__date__lte=last_day)
    return list(coming.values_list("pk", flat=True))


@transaction.atomic
def come_back(*, by: Person, now: datetime | None = None) -> None:
    """Back as a helper, as far as their training still counts."""
    running = HelperBreak.objects.select_for_update(no_key=True).in_force().filter(person=by)
    for one in running:
        HelperBreak.objects.filter(pk=one.pk).update(ended_at=now or timezone.now())
        telling.tell(one, services=policies.helps_in(by), by=by)
    by.__dict__.pop("_rooms_open", None)
