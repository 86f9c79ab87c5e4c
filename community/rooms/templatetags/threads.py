from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS_3

from community.people.models import Person
from community.people.roles import Role
from community.rooms import pages
from community.rooms.marks import Mark
from community.rooms.models import Post, PostState, Rule

register = template.Library()
MOST_KEPT = 2_000  # pieces of markup that a process keeps


@register.simple_tag
def page_of(number: int) -> int:
    """The page of its thread on which a post stands."""
    return pages.page_of(number)


@register.filter
def is_by(post: Post, person: Person | None) -> bool:
    return person is not None and post.author_id == person.pk


@register.filter
@lru_cache(maxsize=MOST_KEPT)
def profile_address(ref: str) -> str:
    return reverse("profile", args=[ref])


@register.simple_tag
def post_marks(post: Any) -> str:
    """The buttons under a post that was given its marks (community.rooms.marks)."""
    return _marks(post.number, tuple(post.marks), tuple(post.told))


@register.simple_tag
def post_tools(number: str, mine: bool, moderates: bool, raises: bool) -> str:
    """The links under a post."""
    return _tools(number, mine, bool(moderates), bool(raises))


# Twenty posts stand on a page, and the buttons of post 7 look alike in every thread: they hold no word of anybody.
@lru_cache(maxsize=MOST_KEPT)
def _marks(number: int, marks: tuple[Mark, ...], told: tuple[tuple[str, int], ...]) -> str:
    given = {"number": str(number), "marks": marks, "told": told}
    return render_to_string("rooms/post_marks.html", given)


@lru_cache(maxsize=MOST_KEPT)
def _tools(number: str, mine: bool, moderates: bool, raises: bool) -> str:
    given = {"number": number, "mine": mine, "moderates": moderates, "raises": raises}
    return render_to_string("rooms/post_tools.html", given)


@register.filter
def moment(at: datetime) -> str:
    """ "9 Nov 2026, 14:02", by the trust's clock. A tenth of what the `date` filter costs: there are a thousand
    of them on the page of a whole thread."""
    at = timezone.localtime(at)
    return f"{at.day} {str(MONTHS_3[at.month]).title()} {at.year}, {at:%H:%M}"


@register.filter
@lru_cache(maxsize=MOST_KEPT)
def picture(avatar: str) -> str:
    """The address of a drawn avatar."""
    return static(f"alongside/avatars/{avatar}.svg")


@register.filter
def removed(post: Any) -> str:
    """Who removed it, by role. For a post, or a row with its `state` and `removed_as`."""
    if post.state == PostState.DELETED:
        return "Removed by its author."
    role = Role(post.removed_as).label.lower() if post.removed_as else "moderator"
    return f"Removed by a {role}."


@register.filter
def in_words(rule: str) -> str:
    """The house rule that a removed post ran against."""
    return str(Rule(rule).label)
