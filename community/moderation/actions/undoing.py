"""Taking a decision back: by who made it within ten seconds, or by somebody else after an appeal."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.states import leads
from community.living_room import actions as living_rooms
from community.moderation import report_states
from community.moderation.actions import measures
from community.moderation.actions.deciding import ChangedMeanwhile
from community.moderation.models import Decision, Reported
from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.rooms import actions as rooms
from community.rooms.actions.locking import locked_post, locked_thread
from community.rooms.actions.moving import put_into
from community.rooms.actions.removal import remove, stand_again
from community.rooms.models import Post, PostState

K = Decision.Kind


class TooLate(Exception):
    """The ten seconds are over. What was done can still be changed in the usual way."""


@transaction.atomic
def undo(*, decision: Decision, by: Person, now: datetime | None = None) -> Decision:
    """As if it had never been done: whom it concerned sees nothing of it, and a report is open again."""
    now = now or timezone.now()
    decision = locked(decision)
    require(decision.by_id == by.pk, "Only who did it can undo it.")
    if decision.undone_at is not None:
        return decision
    if not decision.can_be_undone(now) or hasattr(decision, "appeal"):
        raise TooLate
    reverse(decision, by=by, now=now)
    decision.undone_at = now
    decision.save(update_fields=["undone_at"])
    _open_again(decision.report)
    audit.write(
        who=by, did=f"undid {decision.kind}", what=f"decision:{decision.ref}", service=decision.service
    )
    return decision


def locked(decision: Decision) -> Decision:
    rows = Decision.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "service", "measure__person", "from_room", "line__living_room"
    )
    return rows.get(pk=decision.pk)


def reverse(decision: Decision, *, by: Person, now: datetime) -> None:
    """What was done is not done any more, unless somebody else has changed it since. Called by actions, which hold the
    policy."""
    if decision.line is not None:
        living_rooms.stand_again(line=decision.line)
    elif decision.kind in (K.HIDE, K.RETURN):
        _reverse_post(decision)
    elif decision.kind == K.MOVE:
        _move_back(decision, by)
    elif decision.kind == K.SPLIT:
        _join_back(decision, by)
    elif decision.kind == K.MEASURE and decision.measure is not None and decision.measure.is_in_force(now):
        measures.end(decision.measure, by=by, now=now)
    elif decision.kind == K.LIFT and decision.measure is not None:
        measures.put_back(decision.measure)
    elif decision.kind == K.ABOUT and decision.about is not None:
        rooms.return_about(person=decision.about)
    elif decision.kind == K.STORY and decision.story is not None:
        rooms.read_story_again(story=decision.story)


def _reverse_post(decision: Decision) -> None:
    assert decision.post is not None
    post = locked_post(decision.post)
    if decision.kind == K.RETURN and post.is_published:
        remove(post, PostState.HIDDEN, removed_as=decision.as_role, rule=decision.rule)
    elif decision.kind == K.HIDE and post.state == PostState.HIDDEN and post.author.is_active:
        stand_again(post)


def _move_back(decision: Decision, by: Person) -> None:
    assert decision.thread_id is not None
    thread = locked_thread(decision.thread_id)
    if decision.from_room is not None and thread.room_id == decision.room_id:
        put_into(thread, decision.from_room, by=by, why="taken back")


def _join_back(decision: Decision, by: Person) -> None:
    """Only as the split left the two: an answer that came since stands where it was given."""
    assert decision.thread_id is not None
    thread, new = locked_thread(decision.thread_id), decision.new_thread
    if new is None:
        raise ChangedMeanwhile("This has been changed meanwhile.")
    later = Post.objects.filter(in_thread__in=[thread.pk, new.pk], said_at__gt=decision.at)
    if later.exists() or new.room_id != thread.room_id:
        raise ChangedMeanwhile("Somebody has written in one of the two threads meanwhile.")
    rooms.join_back(thread=thread, new=new, by=by)


def _open_again(reported: Reported | None) -> None:
    """Unless somebody has reported the same thing since: then that one is open."""
    if reported is None:
        return
    same = Reported.objects.open().filter(kind=reported.kind, source_id=reported.source_id)
    if reported.is_open or same.exists():
        return
    reported.state = leads(report_states.WAYS, "undo", reported.state) or reported.state
    reported.decided_at = reported.decided_by = None
    reported.version += 1
    reported.save(update_fields=["state", "decided_at", "decided_by", "version"])
