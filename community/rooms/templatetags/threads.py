from django import template

from community.rooms import pages

register = template.Library()


@register.simple_tag
def page_of(number: int) -> int:
    """The page of its thread on which a post stands."""
    return pages.page_of(number)
