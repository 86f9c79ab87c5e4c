"""Where posts and titles stand, for search results and cases."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from community.muting.policies import is_muted
from community.rooms.models import Picture, Post, Story, Thread, Waiting
from community.rooms.models.threads import NO_TITLE
from community.rooms.pages import page_of
from community.utterances.places import Place


def of_posts(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    found = _not_muted(Post.objects.visible_to(person).filter(pk__in=list(source_ids)), person)
    rows = found.values_list(
        "pk",
        "in_thread__ref",
        "in_thread__title",
        "in_thread__title_gone",
        "room__slug",
        "room__name",
        "number",
    )
    return {
        pk: _place(ref, NO_TITLE if gone else title, slug, room, number)
        for pk, ref, title, gone, slug, room, number in rows
    }


def of_titles(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    found = _not_muted(Thread.objects.visible_to(person).filter(pk__in=list(source_ids)), person)
    rows = found.values_list("pk", "ref", "title", "title_gone", "room__slug", "room__name")
    return {
        pk: _place(ref, NO_TITLE if gone else title, slug, room, 1)
        for pk, ref, title, gone, slug, room in rows
    }


def of_stories(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    found = _not_muted(
        Story.objects.visible_to(person).filter(pk__in=list(source_ids)), person
    ).select_related("room")
    return {
        story.pk: Place(story.get_absolute_url(), f"{story.room.name}: story “{story.title}”")
        for story in found
    }


def of_waiting(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    """The moderators' list for those who moderate, the author's own list for the author."""
    found = Waiting.objects.visible_to(person).filter(pk__in=list(source_ids))
    rows = found.values_list("pk", "author_id", "room__slug", "room__name")
    return {
        pk: Place(
            reverse("waiting_mine") if author == person.pk else reverse("room_waiting", args=[slug]),
            f"{name}: waiting for a moderator",
        )
        for pk, author, slug, name in rows
    }


def of_pictures(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    """Where the post of the picture stands."""
    kept = Picture.objects.filter(pk__in=list(source_ids), post__isnull=False).values_list("pk", "post_id")
    posts = of_posts(person, [post for _pk, post in kept])
    return {pk: posts[post] for pk, post in kept if post in posts}


def _not_muted(found: Any, person: Any) -> Any:
    """What somebody muted wrote is not found either; staff find everything."""
    return found if getattr(person, "works_here", True) else found.exclude(is_muted(person, "author"))


def _place(ref: str, title: str, room_slug: str, room_name: str, number: int) -> Place:
    url = reverse("thread", args=[room_slug, ref])
    return Place(f"{url}?page={page_of(number)}#post-{number}", f"{room_name}: {title}")
