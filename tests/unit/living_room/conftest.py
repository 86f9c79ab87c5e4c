from datetime import timedelta

import pytest
from django.utils import timezone

from community.living_room import actions
from community.living_room.models import LivingRoom, PlannedSession


@pytest.fixture
def place(harbour):
    """The living room of Harbour, in the middle of a session that Cleo hosts."""
    return LivingRoom.objects.create(service=harbour.service, room=harbour)


@pytest.fixture
def running(place, cleo):
    now = timezone.now()
    return PlannedSession.objects.create(
        living_room=place, topic="Evenings", host=cleo, starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(minutes=50),
    )  # fmt: skip


@pytest.fixture
def tell(place, running):
    """`tell(person, text)` says it there; returns the line."""
    count = iter(range(10_000))

    def told(by, text="Hello.", **more):
        more.setdefault("key", f"key {next(count)}")
        return actions.say_line(living_room=place, text=text, by=by, **more)[0]

    return told
