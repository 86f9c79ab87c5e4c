"""What moderators do to what somebody says about themselves, and to their story."""

from datetime import datetime

from django.db import transaction

from community.moderation.actions.deciding import close_report, decide, lock_report, open_report_of
from community.moderation.models import Decision
from community.people.models import Person
from community.people.policies import require
from community.rooms import actions as rooms
from community.rooms import policies as room_policies
from community.rooms.models import Story
from community.utterances.models import Kind


@transaction.atomic
def remove_about(*, person: Person, by: Person, sentence: str, now: datetime | None = None) -> Decision:
    room = room_policies.room_moderated_for(by, person)
    require(room is not None, "Only moderators of a service this person is in can remove this.")
    assert room is not None
    rooms.remove_about(person=person, by=by, why=sentence)
    report = lock_report(open_report_of(Kind.ABOUT, person.pk, by), by, None)
    decision = decide(
        kind=Decision.Kind.ABOUT,
        by=by,
        service=room.service,
        about=person,
        sentence=sentence,
        report=report,
        now=now,
    )
    close_report(report, "act", by=by, now=now)
    return decision


@transaction.atomic
def return_story(*, story: Story, by: Person, sentence: str, now: datetime | None = None) -> Decision:
    rooms.return_story(story=story, by=by, why=sentence)
    report = lock_report(open_report_of(Kind.STORY, story.pk, by), by, None)
    decision = decide(
        kind=Decision.Kind.STORY, by=by, service=story.room.service, about=story.author, sentence=sentence, story=story,
        room=story.room, report=report, now=now,
    )  # fmt: skip
    close_report(report, "act", by=by, now=now)
    return decision
