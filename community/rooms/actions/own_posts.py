"""Changing and taking away what one said oneself."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from community.rooms import policies
from community.rooms.actions.removal import remove
from community.rooms.markup import to_html
from community.rooms.models import Post, PostState
from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance


@transaction.atomic
def edit(*, post: Post, body: str, by: Person, now: datetime | None = None) -> Utterance | None:
    """Change one's own post. What it said before stays in the record; None when nothing changed."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    policies.require_own(by, post)
    if post.comment == body:
        return None
    now = now or timezone.now()
    post.comment, post.html, post.edited_at = body, to_html(body), now
    post.save(update_fields=["comment", "html", "edited_at"])
    return utterances.record_again(
        kind=Kind.POST, source_id=post.pk, text=body, by=by, room=post.room, now=now
    )


@transaction.atomic
def delete(*, post: Post, by: Person) -> Post:
    """Take away one's own post. Its number, and its text in the clinical record, stay."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    policies.require_own(by, post)
    return remove(post, PostState.DELETED)
