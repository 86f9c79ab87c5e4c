"""What moderators do to posts of others, and to the order of threads. Their author is told by `community.moderation`,
through which pages call what is done to somebody."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import rooms_open_to
from community.rooms import policies
from community.rooms.actions.locking import locked_post
from community.rooms.actions.removal import remove, stand_again
from community.rooms.models import Post, PostState, Rule, Thread


@transaction.atomic
def hide(*, post: Post, by: Person, why: str, rule: Rule | str = "") -> Post:
    """A moderator takes a post out of sight; its text stays in the clinical record. Others see as what they
    removed it, and the house rule, never who."""
    post = locked_post(post)
    policies.require_may_hide(by, post)
    audit.write(who=by, did="hid post", what=f"post:{post.pk}", why=why, service=post.room.service)
    entry = rooms_open_to(by).get(post.room_id)
    return remove(post, PostState.HIDDEN, removed_as=entry.role if entry else "", rule=rule)


@transaction.atomic
def unhide(*, post: Post, by: Person, why: str) -> Post:
    """A removed post stands again where it stood, and so does the title that went with it."""
    post = locked_post(post)
    policies.require_may_unhide(by, post)
    audit.write(who=by, did="returned post", what=f"post:{post.pk}", why=why, service=post.room.service)
    return stand_again(post)


@transaction.atomic
def pin(*, thread: Thread, by: Person, pinned: bool = True, now: datetime | None = None) -> None:
    """Put a thread at the head of its room for everybody, or back into its order."""
    policies.require_may_pin(by, thread)
    changed = Thread.objects.filter(pk=thread.pk, pinned_at__isnull=pinned)
    if changed.update(pinned_at=(now or timezone.now()) if pinned else None):
        did = "pinned thread" if pinned else "unpinned thread"
        audit.write(who=by, did=did, what=f"thread:{thread.ref}", service=thread.room.service)
