from typing import Any

from django import template

from community.living_room.lobby import what_goes_on
from community.people.models import Person

register = template.Library()


@register.inclusion_tag("living_room/now.html")
def living_rooms_now(person: Person) -> dict[str, Any]:
    """Nothing where nothing goes on."""
    return {"going_on": what_goes_on(person)}
