"""Where lines stand, for search results and cases."""

from collections.abc import Iterable
from typing import Any

from community.living_room.models import Line
from community.muting.policies import is_muted
from community.utterances.places import Place


def of_lines(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    found = Line.objects.visible_to(person).filter(pk__in=list(source_ids))
    if not person.works_here:
        found = found.exclude(is_muted(person, "author"))
    rows = found.select_related("living_room__room", "living_room__service")
    return {line.pk: Place(line.get_absolute_url(), f"{line.living_room.name}: living room") for line in rows}
