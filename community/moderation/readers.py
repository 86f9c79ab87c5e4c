"""Who would lose sight of a thread that moves."""

from collections.abc import Iterable

from community.people.policies import doors_of
from community.rooms.models import Post, Room, Thread


def who_would_lose(thread: Thread, rooms: Iterable[Room]) -> list[tuple[Room, int, bool]]:
    """Each room with how many who wrote in the thread cannot enter it, and whether its author is one of them."""
    wrote = set(Post.objects.filter(in_thread=thread).values_list("author", flat=True).distinct()[:1_000])
    doors = doors_of(wrote)
    found = []
    for room in rooms:
        losing = {person for person in wrote if (person, room.pk) not in doors}
        found.append((room, len(losing), thread.author_id in losing))
    return found
