"""Long threads, made quickly: written straight into the tables, without the judge."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from community.rooms.markup import to_html
from community.rooms.models import Post, Thread

BODY = (
    "By six o'clock everything is louder. I sat on the stairs until it passed, and then I rang my sister instead"
    " of going up. It was only ten minutes, but they were better minutes than yesterday's, and the kettle was on"
    " when I came back. Thank you for asking how it went; I did not think that anybody would remember it."
)


@transaction.atomic
def fill(thread: Thread, upto: int, by: list[Person]) -> Thread:
    """Add posts of 60 words until the newest has the number `upto`."""
    thread.refresh_from_db()
    now, html = timezone.now(), to_html(BODY)
    kind = ContentType.objects.get_for_model(Thread)
    for number in range(thread.last_number + 1, upto + 1):
        author = by[number % len(by)]
        Post.objects.create(
            in_thread=thread, room_id=thread.room_id, author=author, number=number, html=html,
            said_at=now + timedelta(seconds=number), content_type=kind, object_pk=str(thread.pk),
            site_id=settings.SITE_ID, user=author, user_name=author.handle, comment=BODY,
            submit_date=now, thread_id=thread.pk, order=number,
        )  # fmt: skip
    thread.last_number, thread.last_post_at = upto, now
    thread.save(update_fields=["last_number", "last_post_at"])
    return thread
