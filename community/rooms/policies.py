"""What one may do inside a room that is open to one. Whether it is open: `community.people.policies`."""

from community.people.models import Person
from community.people.policies import Entry, may, may_enter, may_write_in, require, rooms_open_to
from community.people.roles import MEMBER_ROLES, Permission
from community.rooms.composing import Place
from community.rooms.models import Post, Room, Story, Thread, Waiting


def can_open_thread(person: Person, room: Room) -> bool:
    return may_write_in(person, room.pk)


def can_reply(person: Person, thread: Thread) -> bool:
    return may_write_in(person, thread.room_id)


def can_edit(person: Person, post: Post) -> bool:
    """Only one's own words, and only while they stand."""
    return post.author_id == person.pk and post.is_published and may_write_in(person, post.room_id)


def can_bookmark(person: Person, post: Post) -> bool:
    return post.is_published and may_enter(person, post.room_id)


def can_react(person: Person, post: Post) -> bool:
    """To what others wrote, while it stands, where one may write oneself."""
    return post.author_id != person.pk and post.is_published and may_write_in(person, post.room_id)


def rooms_shared(viewer: Person, person: Person) -> dict[int, Entry]:
    """The rooms that both may enter now: room id -> as whom the person stands in it."""
    theirs = rooms_open_to(person)
    return {pk: theirs[pk] for pk in rooms_open_to(viewer) if pk in theirs}


def knows(viewer: Person, person: Person) -> bool:
    """Has a room in common with them, or can read something they wrote."""
    if viewer.pk == person.pk or rooms_shared(viewer, person):
        return True
    return Post.objects.visible_to(viewer).filter(author=person).exists()


def room_moderated_for(by: Person, person: Person) -> Room | None:
    """A room that the person may enter, of a service in which `by` moderates; nobody moderates themselves."""
    if by.pk == person.pk:
        return None
    shared = Room.objects.filter(pk__in=rooms_shared(by, person)).select_related("service")
    return next((room for room in shared if moderates(by, room)), None)


def can_tell_story(person: Person, room: Room) -> bool:
    """Members, where the room has stories."""
    entry = rooms_open_to(person).get(room.pk)
    return (
        room.has_stories
        and entry is not None
        and entry.role in MEMBER_ROLES
        and may_write_in(person, room.pk)
    )


def can_decide_story(person: Person, story: Story) -> bool:
    """Nobody decides about their own."""
    return story.author_id != person.pk and moderates(person, story.room)


def can_write_at(person: Person, place: Place) -> bool:
    if place.post is not None:
        return can_edit(person, place.post)
    return (
        can_reply(person, place.thread) if place.thread is not None else can_open_thread(person, place.room)
    )


def can_add_picture(person: Person, room: Room) -> bool:
    return room.pictures and may_write_in(person, room.pk)


def moderates(person: Person, room: Room) -> bool:
    return may(person, Permission.MODERATE, room.service_id)


def can_hide(person: Person, post: Post) -> bool:
    return post.is_published and moderates(person, post.room)


def require_own(person: Person, post: Post) -> None:
    require(
        can_edit(person, post), "You can only change or remove your own posts, and only while they stand."
    )


def require_may_pin(person: Person, thread: Thread) -> None:
    require(moderates(person, thread.room), "Only moderators of this service can pin a thread.")


def require_may_hide(person: Person, post: Post) -> None:
    require(can_hide(person, post), "Only moderators of this service can remove a post of somebody else.")


def can_read_versions(person: Person, post: Post) -> bool:
    """What a post said before each edit: for those who moderate the room, and every reading is written down."""
    return moderates(person, post.room)


def require_may_decide(person: Person, waiting: Waiting) -> None:
    """Nobody decides about their own words."""
    require(
        moderates(person, waiting.room) and waiting.author_id != person.pk,
        "Only another moderator of this service can decide about this.",
    )
