"""What can be reported: anything of somebody's that one may read, with what it says at this moment."""

from dataclasses import dataclass

from django.utils import timezone

from community.living_room.models import Line
from community.people.models import Person, Service
from community.people.policies import require
from community.rooms.models import Post, Room, Story, Thread
from community.rooms.policies import rooms_shared
from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance


@dataclass(frozen=True)
class Thing:
    """`kind` and `source_id` as its utterances name it; `called` in words, `back` is where it stands."""

    kind: Kind
    source_id: int
    about: Person
    service: Service
    room: Room | None
    called: str
    back: str

    def newest(self) -> Utterance | None:
        said = Utterance.objects.filter(kind=self.kind, source_id=self.source_id)
        return said.order_by("-revision").first()


def of_post(post: Post) -> Thing:
    return Thing(
        Kind.POST, post.pk, post.author, post.room.service, post.room, f"post {post.number} by {post.author.handle}",
        post.in_thread.get_absolute_url(),
    )  # fmt: skip


def of_thread(thread: Thread) -> Thing:
    return Thing(
        Kind.TITLE, thread.pk, thread.author, thread.room.service, thread.room, f"the thread “{thread.shown_title}”",
        thread.get_absolute_url(),
    )  # fmt: skip


def of_story(story: Story) -> Thing:
    return Thing(
        Kind.STORY, story.pk, story.author, story.room.service, story.room, f"the story “{story.title}”",
        story.get_absolute_url(),
    )  # fmt: skip


def of_line(line: Line) -> Thing:
    here = line.living_room
    called = f"line {line.number} by {line.author.handle}"
    return Thing(Kind.CHAT, line.pk, line.author, here.service, here.room, called, here.get_absolute_url())


def of_person(person: Person, viewer: Person) -> Thing:
    """A profile, answered by the service whose room the two share; of one with whom no room is shared now, by that of
    something they wrote that the viewer can read."""
    from django.urls import reverse

    room = _room_between(person, viewer)
    require(room is not None, "You share no room with this person, so nobody here could answer.")
    assert room is not None
    said = Utterance.objects.standing().filter(kind=Kind.ABOUT, source_id=person.pk)
    kind = Kind.ABOUT if said.exists() else Kind.HANDLE
    back = reverse("profile", args=[person.ref])
    return Thing(
        kind, person.pk, person, room.service, None, f"what {person.handle} shows of themselves", back
    )


def _room_between(person: Person, viewer: Person) -> Room | None:
    shared = Room.objects.filter(pk__in=rooms_shared(viewer, person)).select_related("service").first()
    if shared is not None:
        return shared
    read = Post.objects.visible_to(viewer).filter(author=person).select_related("room__service").first()
    return read.room if read else None


def snapshot(thing: Thing) -> Utterance:
    """What it says now, as the record has it. Of a name that was never written down, the name."""
    said = thing.newest()
    if said is not None:
        return said
    text = thing.about.handle if thing.kind == Kind.HANDLE else thing.called
    return utterances.record(
        kind=thing.kind, source_id=thing.source_id, text=text, by=thing.about, room=thing.room,
        service=thing.service, stands=False, now=timezone.now(),
    )  # fmt: skip
