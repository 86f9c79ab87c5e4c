"""Out of sight, however it came to it. Called by other actions, which hold the policy."""

from community.people.roles import Role
from community.rooms.models import Picture, Post, PostState, Rule, Thread
from community.utterances import actions as utterances
from community.utterances.models import Kind

FIRST = 1


def remove(post: Post, state: PostState, *, removed_as: Role | str = "", rule: Rule | str = "") -> Post:
    """Its number and its place stay. The title of a thread goes with the first post: it says the same."""
    post.state, post.is_removed, post.is_public = state, True, False
    post.removed_as, post.rule = removed_as, rule
    post.save(update_fields=["state", "is_removed", "is_public", "removed_as", "rule"])
    utterances.withdraw(kind=Kind.POST, source_id=post.pk)
    if post.number == FIRST:
        Thread.objects.filter(pk=post.in_thread_id).update(title_gone=True)
        utterances.withdraw(kind=Kind.TITLE, source_id=post.in_thread_id)
    for picture in Picture.objects.filter(post=post) if "<figure" in post.html else ():
        utterances.withdraw(kind=Kind.PICTURE, source_id=picture.pk)
    return post


def stand_again(post: Post) -> Post:
    post.state, post.is_removed, post.is_public = PostState.PUBLISHED, False, True
    post.removed_as = post.rule = ""
    post.save(update_fields=["state", "is_removed", "is_public", "removed_as", "rule"])
    utterances.restore(kind=Kind.POST, source_id=post.pk)
    if post.number == FIRST:
        Thread.objects.filter(pk=post.in_thread_id).update(title_gone=False)
        utterances.restore(kind=Kind.TITLE, source_id=post.in_thread_id)
    for picture in Picture.objects.filter(post=post) if "<figure" in post.html else ():
        utterances.restore(kind=Kind.PICTURE, source_id=picture.pk)
    return post
