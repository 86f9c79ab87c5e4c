"""Out of sight, however it came to it. Called by other actions, which hold the policy."""

from community.rooms.models import Post, PostState
from community.utterances import actions as utterances
from community.utterances.models import Kind


def remove(post: Post, state: PostState) -> Post:
    post.state, post.is_removed, post.is_public = state, True, False
    post.save(update_fields=["state", "is_removed", "is_public"])
    utterances.withdraw(kind=Kind.POST, source_id=post.pk)
    return post
