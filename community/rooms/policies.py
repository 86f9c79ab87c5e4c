"""What one may do inside a room that is open to one. Whether it is open: `community.people.policies`."""

from community.people.models import Person
from community.people.policies import may, may_enter, may_write_in, require
from community.people.roles import Permission
from community.rooms.models import Post, Room, Thread


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


def moderates(person: Person, room: Room) -> bool:
    return may(person, Permission.MODERATE, room.service_id)


def can_hide(person: Person, post: Post) -> bool:
    return post.is_published and moderates(person, post.room)


def require_own(person: Person, post: Post) -> None:
    require(
        can_edit(person, post), "You can only change or remove your own posts, and only while they stand."
    )


def require_may_hide(person: Person, post: Post) -> None:
    require(can_hide(person, post), "Only moderators of this service can remove a post of somebody else.")
