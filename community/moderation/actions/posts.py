"""What moderators do to a post of somebody else: remove it, bring it back, ask for a content note."""

from datetime import datetime

from django.db import transaction

from community.moderation.actions.deciding import (
    ChangedMeanwhile,
    close_report,
    decide,
    lock_report,
    open_report_of,
)
from community.moderation.models import Decision, Reported
from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.rooms import actions as rooms
from community.rooms import policies as room_policies
from community.rooms.actions.locking import locked_post
from community.rooms.models import Post, PostState, Rule
from community.utterances.models import Kind

K = Decision.Kind


@transaction.atomic
def hide(
    *,
    post: Post,
    by: Person,
    rule: Rule | str,
    sentence: str,
    why: str = "",
    reported: Reported | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Decision:
    """Out of sight for all but the team. Its author is told which rule it ran against and `sentence`, never by whom;
    `why` is for the team. Raises ChangedMeanwhile when somebody else was quicker."""
    post = locked_post(post)
    room_policies.require_moderates(by, post.room)
    if not post.is_published:
        raise ChangedMeanwhile("This post has been removed meanwhile.")
    report = lock_report(reported or open_report_of(Kind.POST, post.pk, by), by, seen)
    rooms.hide(post=post, by=by, why=why or sentence, rule=rule)
    decision = decide(
        kind=K.HIDE, by=by, service=post.room.service, about=post.author, sentence=sentence, rule=rule, post=post,
        thread=post.in_thread, room=post.room, report=report, now=now,
    )  # fmt: skip
    close_report(report, "act", by=by, now=now)
    return decision


@transaction.atomic
def return_post(*, post: Post, by: Person, sentence: str, now: datetime | None = None) -> Decision:
    """A removed post stands again."""
    post = locked_post(post)
    room_policies.require_moderates(by, post.room)
    if post.state != PostState.HIDDEN:
        raise ChangedMeanwhile("This post is not one that a moderator removed, or stands again already.")
    rule = post.rule
    rooms.unhide(post=post, by=by, why=sentence)
    return decide(
        kind=K.RETURN, by=by, service=post.room.service, about=post.author, sentence=sentence, rule=rule, post=post,
        thread=post.in_thread, room=post.room, now=now,
    )  # fmt: skip


@transaction.atomic
def ask_for_note(
    *,
    post: Post,
    by: Person,
    sentence: str,
    reported: Reported | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Decision:
    """The post stays. Its author is asked for a content note, and can add one by editing."""
    post = locked_post(post)
    room_policies.require_moderates(by, post.room)
    require(post.author_id != by.pk, "You can add a note to your own post yourself.")
    if not post.is_published:
        raise ChangedMeanwhile("This post has been removed meanwhile.")
    report = lock_report(reported or open_report_of(Kind.POST, post.pk, by), by, seen)
    decision = decide(
        kind=K.ASK_NOTE, by=by, service=post.room.service, about=post.author, sentence=sentence, post=post,
        thread=post.in_thread, room=post.room, report=report, now=now,
    )  # fmt: skip
    close_report(report, "act", by=by, now=now)
    audit.write(
        who=by,
        did="asked for a content note",
        what=f"post:{post.pk}",
        why=sentence,
        service=post.room.service,
    )
    return decision


def record_reading_of_removed(*, post: Post, by: Person) -> None:
    audit.write(who=by, did="read removed post", what=f"post:{post.pk}", service=post.room.service)
