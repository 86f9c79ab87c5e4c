"""What the lobby holds for one person."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from community.people.models import Person
from community.rooms import policies
from community.rooms.boards import news, rooms_with_news
from community.rooms.models import Post, Room, Story, StoryState, Thread


@dataclass(frozen=True, slots=True)
class Lobby:
    """`hello_in` is where somebody who has not written yet may say hello; None for all others."""

    rooms: list[Room]
    news: list[Thread]
    story: Story | None
    hello_in: Room | None
    stories_waiting: int


def read_lobby(person: Person) -> Lobby:
    rooms = list(rooms_with_news(person))
    return Lobby(
        rooms=rooms,
        news=news(person),
        story=story_of_the_day(person, timezone.localdate())
        if any(here.has_stories for here in rooms)
        else None,
        hello_in=_first_room(person, rooms),
        stories_waiting=_stories_waiting(person) if person.works_here else 0,
    )


def story_of_the_day(person: Person, today: date) -> Story | None:
    """One of the hopeful ones, another each day, the same all day."""
    told = Story.objects.visible_to(person).hopeful().not_muted_by(person)
    refs = list(told.order_by("pk").values_list("pk", flat=True)[:366])
    if not refs:
        return None
    return (
        Story.objects.visible_to(person)
        .select_related("author", "room")
        .filter(pk=refs[today.toordinal() % len(refs)])
        .first()
    )


def _first_room(person: Person, rooms: list[Room]) -> Room | None:
    """Where the first steps lead, for a member who has not written anything."""
    if person.works_here or Post.objects.filter(author=person).exists():
        return None
    return next((room for room in rooms if policies.can_open_thread(person, room)), None)


def _stories_waiting(person: Person) -> int:
    waiting = Story.objects.visible_to(person).filter(state=StoryState.WAITING).select_related("room")
    return sum(policies.can_decide_story(person, story) for story in waiting)
