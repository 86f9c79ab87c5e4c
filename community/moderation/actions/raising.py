"""Asking for a clinician: one press, a case on the desk in the same transaction."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.concerns import raised
from community.concerns.actions import WORRIED, Asked, by_somebody
from community.concerns.models import Concern
from community.moderation import policies
from community.moderation.models import Reported
from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.rooms.models import Post
from community.utterances.models import Kind, Utterance

SAME_DAY = 2


def ask_for_clinician(said: Utterance, *, topic: str, by_staff: bool, now: datetime) -> None:
    """Called by actions, which hold the policy."""
    raised.send(sender=Utterance, utterance=said, topic=topic, priority=SAME_DAY, by_staff=by_staff, now=now)


@transaction.atomic
def raise_post(
    *, post: Post, by: Person, words: str = "", is_now: bool = False, now: datetime | None = None
) -> Asked:
    """Somebody who looks after the room asks a clinician to read this post, today or now."""
    policies.require_may_raise(by, post)
    said = Utterance.objects.filter(kind=Kind.POST, source_id=post.pk).order_by("-revision").first()
    require(said is not None, "There is nothing to read in this post.")
    assert said is not None
    asked = by_somebody(
        about=said.author,
        service=post.room.service,
        by=by,
        words=words,
        is_now=is_now,
        utterance=said,
        now=now,
    )
    audit.write(who=by, did="raised post to a clinician", what=f"post:{post.pk}", service=post.room.service)
    return asked


def has_asked(post: Post, by: Person) -> bool:
    return Concern.objects.filter(by=by, utterance__kind=Kind.POST, utterance__source_id=post.pk).exists()


@transaction.atomic
def raise_reported(*, reported: Reported, by: Person, now: datetime | None = None) -> None:
    """A moderator passes on what was reported. The report stays open for what else is to be done."""
    require(policies.can_deal_with(by, reported), "Only another moderator of this service can do this.")
    require(not reported.about.works_here, policies.OF_A_COLLEAGUE)
    said = reported.reports.select_related("snapshot").latest("at").snapshot
    ask_for_clinician(said, topic=WORRIED, by_staff=False, now=now or timezone.now())
    audit.write(
        who=by, did="raised report to a clinician", what=f"reported:{reported.ref}", service=reported.service
    )
