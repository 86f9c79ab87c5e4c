"""The next number of a thread, without gaps."""

from datetime import datetime

from django.db import connection

from community.rooms.models import Thread


def next_number(thread: Thread, *, now: datetime) -> int:
    """Counts up and holds the thread's row until the transaction ends, in one statement: Django's ORM would take two
    for what both databases answer to RETURNING."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rooms_thread SET last_number = last_number + 1, last_post_at = %s WHERE id = %s RETURNING last_number",
            [connection.ops.adapt_datetimefield_value(now), thread.pk],
        )
        thread.last_number = cursor.fetchone()[0]
    thread.last_post_at = now
    return thread.last_number
