"""Long threads, made quickly: written straight into the tables, without the judge."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from community.rooms import actions
from community.rooms.markup import to_html
from community.rooms.models import Post, Room, Thread

BODY = (
    "By six o'clock everything is louder. I sat on the stairs until it passed, and then I rang my sister instead"
    " of going up. It was only ten minutes, but they were better minutes than yesterday's, and the kettle was on"
    " when I came back. Thank you for asking how it went; I did not think that anybody would remember it."
)


def thread_of(title: str, upto: int) -> Thread:
    """In Harbour, of the demo's people."""
    room = Room.objects.get(slug="harbour")
    people = list(Person.objects.filter(handle__in=["quiet-otter", "slow-tide", "been-there-robin"]))
    opened, _said = actions.open_thread(room=room, title=title, body=BODY, by=people[0])
    return fill(opened, upto, people)


@transaction.atomic
def fill(thread: Thread, upto: int, by: list[Person]) -> Thread:
    """Add posts of 60 words until the newest has the number `upto`; every second one answers the one before it."""
    thread.refresh_from_db()
    now, html = timezone.now(), to_html(BODY)
    kind = ContentType.objects.get_for_model(Thread)
    before = None
    for number in range(thread.last_number + 1, upto + 1):
        author = by[number % len(by)]
        answers = before if number % 2 else None
        before = Post.objects.create(
            in_thread=thread, room_id=thread.room_id, author=author, number=number, html=html,
            reply_to=answers, reply_to_number=answers.number if answers else None,
            said_at=now + timedelta(seconds=number), content_type=kind, object_pk=str(thread.pk),
            site_id=settings.SITE_ID, user=author, user_name=author.handle, comment=BODY,
            submit_date=now, thread_id=thread.pk, order=number,
        )  # fmt: skip
    thread.last_number, thread.last_post_at = upto, now
    thread.save(update_fields=["last_number", "last_post_at"])
    return thread
