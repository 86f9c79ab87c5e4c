"""Rows are locked in one order everywhere: thread, what waits, post, profile or story, people (by their ids), report,
case, notices. Two who press at the same moment then wait for one another at most; in two orders each would wait for what
the other holds, and PostgreSQL would refuse one of them."""

from community.rooms.models import Post, Thread


def hold_thread(pk: int | None) -> None:
    """Until the transaction ends. None: there is none yet."""
    if pk is not None:
        Thread.objects.select_for_update(no_key=True).only("pk").filter(pk=pk).first()


def locked_thread(pk: int) -> Thread:
    """Its row as it is now, with room and service, held until the transaction ends."""
    rows = Thread.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("room__service").get(pk=pk)


def locked_post(post: Post) -> Post:
    """Its row as it is now, with room, service, thread and author, held with its thread until the transaction ends."""
    hold_thread(Post.objects.values_list("in_thread_id", flat=True).get(pk=post.pk))
    rows = Post.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("room__service", "in_thread", "author").get(pk=post.pk)
