from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.html import format_html

from community.people.models import Person
from community.people.roles import STAFF_ROLES, Role
from community.rooms import pages
from community.rooms.marks import Mark
from community.rooms.models import Post, PostState, Rule

register = template.Library()
MOST_KEPT = 2_000  # pieces of markup that a process keeps
_blank: dict[tuple[str, str, tuple[Any, ...]], str] = {}


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
@lru_cache(maxsize=MOST_KEPT)
def thread_address(room: str, ref: str) -> str:
    return reverse("thread", args=[room, ref])


@register.simple_tag
def question(form: BaseForm, name: str) -> str:
    """A question of the composer. Below most threads nobody has written anything yet: then it looks the same for
    everybody, and is drawn once a process for each label and list of choices."""
    asked = form[name]
    if form.is_bound or asked.value():
        return asked.as_field_group()
    key = (name, str(asked.label), tuple(getattr(asked.field, "choices", ())))
    if key not in _blank:
        if len(_blank) >= MOST_KEPT:
            _blank.clear()
        _blank[key] = asked.as_field_group()
    return _blank[key]


@register.simple_tag
def hidden(asked: BoundField) -> str:
    """A hidden field, for which Django would open three templates."""
    value = asked.value()
    return format_html(
        '<input type="hidden" name="{}" value="{}" id="{}">',
        asked.html_name, "" if value is None else value, asked.auto_id,
    )  # fmt: skip


@register.simple_tag
def thread_pages(page: pages.Page) -> str:
    """The links to the other pages of a thread."""
    return _pages(page.number, page.last)


@lru_cache(maxsize=MOST_KEPT)
def _pages(number: int, last: int) -> str:
    page = pages.Page(number, last, [])
    return render_to_string("partials/pagination.html", {"page_obj": page, "numbers": page.numbers})


@register.simple_tag
def thread_facts(thread: Any, show_room: bool = False) -> str:
    """What stands below a thread's title in a list: who opened it, how long it is, and how much of it is new."""
    handle = "" if getattr(thread, "muted", False) else thread.author_handle
    room = thread.room.name if show_room else ""
    stands = (thread.replies, thread.last_post_at, thread.pinned_at is not None, thread.notes)
    return _facts(room, handle, stands, thread.seen is None, thread.unread)


# Everything that it shows is among what it is kept by; no word of a member's is.
@lru_cache(maxsize=MOST_KEPT)
def _facts(
    room: str, handle: str, stands: tuple[int, datetime, bool, str], never_seen: bool, unread: int
) -> str:
    given = {"room": room, "handle": handle, "never_seen": never_seen, "unread": unread}
    given |= zip(("replies", "last_post_at", "pinned", "notes"), stands, strict=True)
    return render_to_string("rooms/thread_facts.html", given)


@register.simple_tag
def post_head(post: Post, mine: bool, linked: Any) -> str:
    """Who wrote a post, and when. `linked`: the name leads to their profile."""
    by = post.author
    said_as = (post.badge, post.badge_kind)
    when = (post.said_at, post.edited_at is not None)
    return _head(post.name_of_number, (by.handle, by.ref, by.avatar), said_as, when, mine, bool(linked))


@register.simple_tag
def post_marks(post: Any) -> str:
    """The buttons under a post that was given its marks (community.rooms.marks)."""
    return _marks(post.number, tuple(post.marks), tuple(post.told))


@register.simple_tag
def post_tools(post: Post, mine: bool, moderates: bool, raises: bool) -> str:
    """The links under a post."""
    may_raise = raises and post.said_as not in STAFF_ROLES
    return _tools(post.name_of_number, mine, bool(moderates), bool(may_raise))


# Twenty posts stand on a page, and the buttons of post 7 look alike in every thread: they hold no word of anybody.
@lru_cache(maxsize=MOST_KEPT)
def _marks(number: int, marks: tuple[Mark, ...], told: tuple[tuple[str, int], ...]) -> str:
    given = {"number": str(number), "marks": marks, "told": told}
    return render_to_string("rooms/post_marks.html", given)


# Everything that it shows is among what it is kept by: a new name or picture is another head.
@lru_cache(maxsize=MOST_KEPT)
def _head(
    number: str,
    by: tuple[str, str, str],
    said_as: tuple[str, str],
    when: tuple[datetime, bool],
    mine: bool,
    linked: bool,
) -> str:
    given = {"number": number, "mine": mine, "linked": linked}
    given |= zip(("handle", "ref", "avatar"), by, strict=True)
    given |= zip(("badge", "badge_kind", "said_at", "edited"), (*said_as, *when), strict=True)
    return render_to_string("rooms/post_head.html", given)


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
    """Who removed it, by role. For a post, or a row with its `state` and `removed_as`, which is empty for what the family
    of somebody who has died wants no longer shown."""
    if post.state == PostState.DELETED:
        return "Removed by its author."
    if not post.removed_as:
        return "No longer shown."
    return f"Removed by a {Role(post.removed_as).label.lower()}."


@register.filter
def in_words(rule: str) -> str:
    """The house rule that a removed post ran against."""
    return str(Rule(rule).label)
