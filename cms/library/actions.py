"""What a reader does with a page. Only with what opens to them."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone

from cms.gated import RoomPage
from cms.library.readings import Reading

LONGEST_S = 24 * 60 * 60


def keep(*, page: RoomPage, by: Any, wanted: bool = True, now: datetime | None = None) -> None:
    _note(page, by, kept_at=(now or timezone.now()) if wanted else None)


def say_whether_it_helped(*, page: RoomPage, by: Any, helped: bool) -> None:
    """Said again, the later word counts."""
    _note(page, by, helped=helped)


def leave_at(*, page: RoomPage, by: Any, second: int) -> None:
    _note(page, by, left_at_s=max(0, min(second, LONGEST_S)))


def _note(page: RoomPage, by: Any, **what: Any) -> None:
    if not page.opens_to(by):
        raise Http404
    Reading.objects.update_or_create(person=by, page_id=page.pk, defaults=what)
