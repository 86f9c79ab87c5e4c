"""What the frame of every page shows alike to many: drawn once a process, kept by everything that it shows."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string

from cms.context import Link

register = template.Library()
MOST_KEPT = 500  # ways in which the navigation can stand
# label, address, whether one is there, how much is new
Shown = tuple[str, str, bool, int]


@register.simple_tag
@lru_cache(maxsize=MOST_KEPT)
def drawn_once(name: str) -> str:
    """A template that is given nothing: the same on every page for everybody."""
    return render_to_string(name)


@register.simple_tag
def navigation_in(name: str, links: Iterable[Link], signed_in: bool = False) -> str:
    """The navigation by the template of this name, which is given `links` and `signed_in`."""
    shown = tuple((link.label, link.url, link.current, link.new) for link in links)
    return _navigation(name, shown, bool(signed_in))


@lru_cache(maxsize=MOST_KEPT)
def _navigation(name: str, shown: tuple[Shown, ...], signed_in: bool) -> str:
    links = [Link(*link) for link in shown]
    return render_to_string(name, {"links": links, "signed_in": signed_in})
