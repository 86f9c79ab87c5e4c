import pytest

from community.people.models import Person
from community.rooms import actions as rooms
from community.rooms.models import Post, Thread


def fresh(person: Person) -> Person:
    """As the next request would load them: what is open to somebody is kept for one request."""
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def thread(building) -> Thread:
    """Mia's, with an answer of Robin."""
    opened, _said = rooms.open_thread(
        room=building.harbour, title="Evenings", body="They are long.", by=building.mia
    )
    rooms.reply(thread=opened, body="They are, and they end.", by=building.robin)
    return opened


@pytest.fixture
def post(thread) -> Post:
    return Post.objects.get(in_thread=thread, number=1)


@pytest.fixture
def answer(thread) -> Post:
    return Post.objects.get(in_thread=thread, number=2)
