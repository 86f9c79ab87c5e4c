"""What moderators do to posts of others."""

from django.db import transaction

from community.people import audit
from community.people.models import Person
from community.rooms import policies
from community.rooms.actions.removal import remove
from community.rooms.models import Post, PostState


@transaction.atomic
def hide(*, post: Post, by: Person, why: str) -> Post:
    """A moderator takes a post out of sight; its text stays in the clinical record."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    policies.require_may_hide(by, post)
    audit.write(who=by, did="hid post", what=f"post:{post.pk}", why=why, service=post.room.service)
    return remove(post, PostState.HIDDEN)
