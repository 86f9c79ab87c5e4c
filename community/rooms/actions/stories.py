"""Telling one's story to a room, and the team's reading of it before others do."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import require, rooms_open_to
from community.rooms import policies
from community.rooms.markup import to_html
from community.rooms.models import Room, Story, StoryState
from community.rooms.models.stories import TRANSITIONS
from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance


@transaction.atomic
def tell_story(
    *, room: Room, title: str, body: str, by: Person, now: datetime | None = None
) -> tuple[Story, Utterance]:
    """Write one's story for a room, or change it. Each version waits until somebody of the team has read it."""
    require(policies.can_tell_story(by, room), "You cannot tell a story in this room.")
    now, text = now or timezone.now(), f"{title}\n\n{body}"
    told = {"title": title, "body": body, "html": to_html(body), "said_at": now, "state": StoryState.WAITING}
    role = rooms_open_to(by)[room.pk].role
    story = (
        Story.objects.select_for_update(no_key=True)
        .filter(author=by, room=room)
        .exclude(state=StoryState.REMOVED)
        .first()
    )
    if story is None:
        story = Story.objects.create(author=by, room=room, said_as=role, **told)
        return story, utterances.record(
            kind=Kind.STORY, source_id=story.pk, text=text, by=by, room=room, now=now
        )
    Story.objects.filter(pk=story.pk).update(said_as=role, shown_at=None, returned_why="", **told)
    story.refresh_from_db()
    return story, utterances.record_again(
        kind=Kind.STORY, source_id=story.pk, text=text, by=by, room=room, now=now
    )


@transaction.atomic
def show_story(*, story: Story, by: Person, now: datetime | None = None) -> None:
    """Somebody of the team has read it: from now on the room can."""
    _require_may_decide(by, story)
    _move(story, StoryState.PUBLISHED, shown_at=now or timezone.now())
    audit.write(who=by, did="showed story", what=f"story:{story.ref}", service=story.room.service)


@transaction.atomic
def return_story(*, story: Story, by: Person, why: str) -> None:
    """Back to its author, who is told why and may change it. Also takes a shown one out of sight."""
    _require_may_decide(by, story)
    require(bool(why.strip()), "Say why: its author is told.")
    _move(story, StoryState.RETURNED, returned_why=why[:200], shown_at=None)
    utterances.withdraw(kind=Kind.STORY, source_id=story.pk)
    audit.write(who=by, did="returned story", what=f"story:{story.ref}", why=why, service=story.room.service)


@transaction.atomic
def remove_story(*, story: Story, by: Person) -> None:
    """Its author takes it away; the clinical record keeps it."""
    require(story.author_id == by.pk, "You can only take away your own story.")
    _move(story, StoryState.REMOVED, shown_at=None)
    utterances.withdraw(kind=Kind.STORY, source_id=story.pk)


def _require_may_decide(by: Person, story: Story) -> None:
    require(
        policies.can_decide_story(by, story), "Only another moderator of this service can decide about it."
    )


def _move(story: Story, to: StoryState, **fields: object) -> None:
    locked = Story.objects.select_for_update(no_key=True).get(pk=story.pk)
    require(
        to in TRANSITIONS[StoryState(locked.state)], "This story has changed meanwhile. Look at it again."
    )
    Story.objects.filter(pk=story.pk).update(state=to, **fields)
    story.refresh_from_db()


@transaction.atomic
def read_story_again(*, story: Story) -> None:
    """One that was sent back waits once more, for another reader of the team, unless its author did something with it.
    Called by actions, which hold the policy."""
    if Story.objects.filter(pk=story.pk, state=StoryState.RETURNED).exists():
        _move(story, StoryState.WAITING, returned_why="")
