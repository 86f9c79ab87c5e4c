"""Taking the words of somebody who has died from view, and bringing them back: some at a time, as there may be thousands.

Each step is a transaction of its own and the rows say how far it has come; whoever is killed goes on from there."""

import logging
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from community.living_room import actions as living_rooms
from community.living_room.models import Line
from community.messages import actions as messages
from community.messages.models import Message
from community.people.models import Person
from community.people.roles import Role
from community.remembrance.models import Death, Taken
from community.rooms import actions as rooms
from community.rooms.actions import profiles, removal, waiting
from community.rooms.actions.locking import locked_post
from community.rooms.models import Post, PostState, Profile, Story, Waiting
from community.rooms.models.stories import StoryState
from community.utterances import actions as utterances
from community.utterances.models import Kind

log = logging.getLogger(__name__)
AT_ONCE = 50
# Well within a job's own timeout; what is left is another job's.
LONGEST_ROUND_S = 20.0


class Words(NamedTuple):
    """One kind of what somebody said: what stands of it, how one goes (False: somebody was quicker), how it comes back."""

    standing: Callable[[Person], QuerySet[Any]]
    take: Callable[[Any], bool]
    bring_back: Callable[[Any], object]


def _take_post(post: Post) -> bool:
    held = locked_post(post)
    if held.state != PostState.PUBLISHED:
        return False
    removal.remove(held, PostState.HIDDEN)
    return True


def _bring_back_post(post: Post) -> None:
    held = locked_post(post)
    if held.state == PostState.HIDDEN and held.removed_as == "":
        removal.stand_again(held)


def _take_story(story: Story) -> bool:
    went = Story.objects.filter(pk=story.pk, state=StoryState.PUBLISHED).update(state=StoryState.REMOVED)
    if went:
        utterances.withdraw(kind=Kind.STORY, source_id=story.pk)
    return bool(went)


def _bring_back_story(story: Story) -> None:
    if Story.objects.filter(pk=story.pk, state=StoryState.REMOVED).update(state=StoryState.PUBLISHED):
        utterances.restore(kind=Kind.STORY, source_id=story.pk)


#: Kind -> how. What its author or a moderator took away does not stand, and stays away whatever is chosen later. Of messages
#: those to other members: what was said to the team only the team reads.
KINDS: dict[str, Words] = {
    Taken.What.LINE: Words(
        lambda who: Line.objects.standing().filter(author=who).order_by("living_room", "number"),
        lambda line: living_rooms.take_from_view(line=line),
        lambda line: living_rooms.bring_back(line=line),
    ),
    Taken.What.POST: Words(
        lambda who: Post.objects.published().filter(author=who).order_by("in_thread", "number"),
        _take_post,
        _bring_back_post,
    ),
    Taken.What.STORY: Words(
        lambda who: Story.objects.filter(author=who, state=StoryState.PUBLISHED).order_by("pk"),
        _take_story,
        _bring_back_story,
    ),
    Taken.What.HELD: Words(
        lambda who: Waiting.objects.undecided().filter(author=who).order_by("pk"),
        lambda held: waiting.withhold(waiting=held),
        lambda held: waiting.wait_again(waiting=held),
    ),
    Taken.What.MESSAGE: Words(
        lambda who: Message.objects.filter(author=who, is_hidden=False).exclude(conversation__other=None).order_by("pk"),
        lambda message: messages.show(message=message.pk, shown=False),
        lambda message: messages.show(message=message.pk, shown=True),
    ),
    Taken.What.ABOUT: Words(
        lambda who: Profile.objects.filter(person=who, removed_as="").exclude(about="").select_related("person"),
        lambda profile: profiles.hide_about(person=profile.person, as_what=Role.CLINICIAN),
        lambda profile: rooms.return_about(person=profile.person),
    ),
}  # fmt: skip


@transaction.atomic
def begin(death: Death) -> None:
    """From what is chosen now. The first step is taken at once: of most members it is all there is to do."""
    death.of = (
        sum(words.standing(death.person).count() for words in KINDS.values())
        if death.hides
        else death.taken.count()
    )
    death.is_carried_out = False
    death.save(update_fields=["of", "is_carried_out"])
    step(death)


@transaction.atomic
def step(death: Death) -> bool:
    """The next few, whoever else is at it. False when nothing is left."""
    rows = Death.objects.select_for_update(no_key=True, of=("self",)).select_related("person")
    locked = rows.get(pk=death.pk)
    if locked.is_carried_out:
        return False
    did = _take_some(locked) if locked.hides else _bring_some_back(locked)
    if did < AT_ONCE:
        Death.objects.filter(pk=locked.pk).update(is_carried_out=True)
    return did >= AT_ONCE


def _take_some(death: Death) -> int:
    did = 0
    for what, words in KINDS.items():
        for one in words.standing(death.person)[: AT_ONCE - did]:
            did += 1
            if words.take(one):
                Taken.objects.get_or_create(death=death, what=what, source_id=one.pk)
    return did


def _bring_some_back(death: Death) -> int:
    some = list(death.taken.order_by("what", "source_id")[:AT_ONCE])
    for what, words in KINDS.items():
        # In the order in which they went: thread by thread, as everybody holds them.
        went = words.standing(death.person)
        ids = [row.source_id for row in some if row.what == what]
        for one in went.model._base_manager.filter(pk__in=ids).order_by(*went.query.order_by) if ids else ():
            words.bring_back(one)
    death.taken.filter(pk__in=[row.pk for row in some]).delete()
    return len(some)


def is_owed() -> bool:
    return Death.objects.filter(is_carried_out=False).exists()


def carry_out(longest_s: float = LONGEST_ROUND_S) -> None:
    """The worker's job: all that is left of what was chosen. One that fails keeps no other waiting."""
    until = time.monotonic() + longest_s
    for death in Death.objects.filter(is_carried_out=False).order_by("pk"):
        try:
            while step(death):
                if time.monotonic() > until:
                    return
        except Exception as error:
            log.error("remembrance: death %s could not go on (%s)", death.pk, type(error).__name__)


def done_so_far(death: Death) -> tuple[int, int] | None:
    """(done, of), while it goes on."""
    if death.is_carried_out:
        return None
    held = death.taken.count()
    done = held if death.hides else max(death.of - held, 0)
    return min(done, death.of), death.of
