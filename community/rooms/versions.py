"""What a post said, edit by edit: read by those who moderate its room, and written down each time."""

from django.db import transaction

from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.rooms import policies
from community.rooms.models import Post
from community.utterances.models import Kind, Utterance


@transaction.atomic
def read_versions(*, post: Post, by: Person) -> list[Utterance]:
    """The oldest first."""
    require(
        policies.can_read_versions(by, post), "Only moderators of this service read what a post said before."
    )
    audit.write(who=by, did="read versions of a post", what=f"post:{post.pk}", service=post.room.service)
    return list(Utterance.objects.filter(kind=Kind.POST, source_id=post.pk).order_by("revision"))
