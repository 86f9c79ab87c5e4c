"""What one may do inside a room that is open to one. Whether it is open: `community.people.policies`."""

from community.people.models import Person
from community.people.policies import Entry, may, may_enter, may_write_in, require, rooms_open_to
from community.people.roles import MEMBER_ROLES, Permission, Role
from community.rooms.composing import Place
from community.rooms.models import Post, PostState, Room, Story, Thread, Waiting
from community.rooms.models.rooms import RoomQuerySet
from community.rooms.restraints import restraints_on

RAISES = frozenset({Role.RECOVERED, Role.VOLUNTEER, Role.SOCIAL_WORKER})


def can_open_thread(person: Person, room: Room) -> bool:
    return may_write_in(person, room.pk) and restraints_on(person, room).stops is None


def can_reply(person: Person, thread: Thread) -> bool:
    return may_write_in(person, thread.room_id) and restraints_on(person, thread.room, thread).stops is None


def can_edit(person: Person, post: Post) -> bool:
    """Only one's own words, and only while they stand and nothing is read only."""
    stops = restraints_on(person, post.room, post.in_thread).stops if post.author_id == person.pk else None
    return can_delete(person, post) and stops is None


def can_delete(person: Person, post: Post) -> bool:
    """One's own words, also where nothing more can be written."""
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
        and restraints_on(person, room).stops is None
    )


def can_decide_story(person: Person, story: Story) -> bool:
    """Nobody decides about their own."""
    return story.author_id != person.pk and moderates(person, story.room)


def would_write_at(person: Person, place: Place) -> bool:
    """But for what moderators have put on the place, or on the person, for a while."""
    if place.post is not None:
        return can_delete(person, place.post)
    return may_write_in(person, place.room.pk)


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


def require_moderates(person: Person, room: Room) -> None:
    require(moderates(person, room), "Only moderators of this service can do this.")


def can_hide(person: Person, post: Post) -> bool:
    return post.is_published and moderates(person, post.room)


OWN = "You can only change or remove your own posts, and only while they stand."


def require_own(person: Person, post: Post) -> None:
    require(can_edit(person, post), OWN)


def require_may_delete(person: Person, post: Post) -> None:
    require(can_delete(person, post), OWN)


def require_may_pin(person: Person, thread: Thread) -> None:
    require(moderates(person, thread.room), "Only moderators of this service can pin a thread.")


def rooms_to_move_to(person: Person, thread: Thread) -> RoomQuerySet:
    """The other rooms of the same service, for who moderates them."""
    service = thread.room.service_id if moderates(person, thread.room) else None
    return Room.objects.visible_to(person).filter(service=service).exclude(pk=thread.room_id)


def require_may_move(person: Person, thread: Thread, to: Room) -> None:
    require(
        rooms_to_move_to(person, thread).filter(pk=to.pk).exists(),
        "Only moderators of this service can move a thread, to another room of the same service.",
    )


def require_may_split(person: Person, thread: Thread) -> None:
    require(moderates(person, thread.room), "Only moderators of this service can split a thread.")


def begins_a_thread(thread: Thread, number: int) -> bool:
    """A post that stands, and is not the first."""
    return number > 1 and Post.objects.published().filter(in_thread=thread, number=number).exists()


def raises_in(person: Person, room: Room) -> bool:
    """Looks after others here: may ask a clinician to read a post with one press."""
    entry = rooms_open_to(person).get(room.pk)
    return entry is not None and (entry.role in RAISES or moderates(person, room))


def require_may_ask(person: Person, post: Post) -> None:
    require(
        moderates(person, post.room) and post.author_id != person.pk,
        "Only moderators of this service can ask somebody else for a content note.",
    )


def require_may_hide(person: Person, post: Post) -> None:
    require(can_hide(person, post), "Only moderators of this service can remove a post of somebody else.")


def require_may_unhide(person: Person, post: Post) -> None:
    """Nothing of somebody who has left comes back."""
    stays = post.state == PostState.HIDDEN and post.author.is_active
    allowed = stays and moderates(person, post.room) and post.author_id != person.pk
    require(allowed, "Only moderators of this service can bring back a post that one of them removed.")


def can_read_versions(person: Person, post: Post) -> bool:
    """What a post said before each edit: for those who moderate the room, and every reading is written down."""
    return moderates(person, post.room)


def require_may_decide(person: Person, waiting: Waiting) -> None:
    """Nobody decides about their own words."""
    require(
        moderates(person, waiting.room) and waiting.author_id != person.pk,
        "Only another moderator of this service can decide about this.",
    )
