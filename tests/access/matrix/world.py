"""One world in which everything that can be known of stands once in every place, each with a word of its own
(a canary) by which any answer that holds it gives itself away."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from community.people import keys
from community.people.appointments import appoint, end
from community.people.models import Appointment, Key, Membership, Person
from community.people.roles import Role
from community.rooms import actions as rooms
from community.rooms.models import Room, Thread
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case
from tests import cast
from tests.unit.library import shelf

ROOMS = {"harbour": "ed", "lantern": "ed", "onward": "ed", "kitchen": "tt", "worry": "tt"}
AUTHORS = {"harbour": "mia", "lantern": "max", "onward": "vic", "kitchen": "kit", "worry": "olu"}
PATIENTS_OF = {"mia": "ed", "olu": "tt"}
HOLDERS = {"tt": "clara"}  # whose hands the case of a service is in
RISKY = "I have been purging again since Sunday and I cannot tell anyone."


def canary(*parts: str) -> str:
    """A word that no page holds by chance and that no stemmer shortens."""
    return "zq" + "".join(parts) + "canaryx"


@dataclass
class World:
    people: dict[str, Person]
    threads: dict[str, Thread] = field(default_factory=dict)  # room -> its thread
    # (room, state) -> number of a post by the room's author in that thread; state: standing, hidden, deleted
    posts: dict[tuple[str, str], int] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)  # service -> a case
    keys: dict[str, Key] = field(default_factory=dict)  # service -> a key
    appointments: dict[str, Appointment] = field(default_factory=dict)  # service -> one of its staff's
    codes: dict[str, str] = field(default_factory=dict)  # used, expired, withdrawn -> the code in hand
    pages: dict[tuple[str, str], str] = field(default_factory=dict)  # (room, live or draft) -> address
    files: dict[tuple[str, str], str] = field(default_factory=dict)  # (room, live or draft) -> address


def build(building: cast.Building) -> World:
    world = World(people={name: getattr(building, name) for name in (*cast.MEMBERS, *cast.STAFF)})
    _people(world, building)
    for room in ROOMS:
        _threads(world, getattr(building, room))
        _library(world, getattr(building, room), building)
    _desk(world)
    _keys(world, building)
    for service, name in {"ed": "pat", "tt": "clara"}.items():
        world.appointments[service] = world.people[name].appointments.get()
    return world


def _people(world: World, building: cast.Building) -> None:
    for name in ("olu", "ena", "las", "gone", "root", "sus"):
        world.people[name] = Person.objects.create(
            handle=name,
            avatar="otter",
            password=make_password(cast.PASSWORD),
            rules_agreed=cast.RULES_VERSION,
            consent_agreed=cast.CONSENT_VERSION,
        )
    people, now = world.people, timezone.now()
    yesterday = timezone.localdate() - timedelta(days=1)
    for name, room, ends in (
        ("olu", building.worry, {}),
        ("ena", building.harbour, {"ended_at": now}),
        ("las", building.harbour, {"last_day": yesterday}),
        ("sus", building.harbour, {}),
    ):
        Membership.objects.create(person=people[name], room=room, role=Role.PATIENT, **ends)
    end(appointment=appoint(person=people["gone"], service=building.eating_disorders, role=Role.CLINICIAN))
    Person.objects.filter(pk=people["sus"].pk).update(suspended_until=now + timedelta(days=3))
    Person.objects.filter(pk=people["root"].pk).update(is_superuser=True)
    for name in ("gone", "root", "sus"):
        people[name].refresh_from_db()


def _threads(world: World, room: Room) -> None:
    slug, author = room.slug, world.people[AUTHORS[room.slug]]
    thread, _said = rooms.open_thread(
        room=room, title=f"Title {canary(slug, 'title')}", body=f"First {canary(slug, 'post')}", by=author
    )
    world.threads[slug] = thread
    for state in ("standing", "hidden", "deleted"):
        post, _said = rooms.reply(thread=thread, body=f"{state} {canary(slug, state)}", by=author)
        world.posts[slug, state] = post.number
        if state == "deleted":
            rooms.delete(post=post, by=author)
        if state == "hidden":
            rooms.hide(post=post, by=_moderator(world, slug), why="not kind")


def _moderator(world: World, room: str) -> Person:
    return world.people["pat" if ROOMS[room] == "ed" else "clara"]


def _library(world: World, room: Room, building: cast.Building) -> None:
    for state in ("live", "draft"):
        word = canary(room.slug, state, "page")
        stored = shelf.text_file(f"{word}.txt", canary(room.slug, state, "bytes").encode())
        body = [("download", {"file": stored.pk, "about": ""}), ("paragraph", f"<p>{word}</p>")]
        page = shelf.document(room, by=building.edie, body=body, title=f"Page {word}")
        if state == "live":
            shelf.published(page, by=building.edie, approved_by=building.ada)
        world.pages[room.slug, state] = page.get_url() or "/library/absent/"
        world.files[room.slug, state] = stored.url


def _desk(world: World) -> None:
    for service, room in {"ed": "harbour", "tt": "worry"}.items():
        author = world.people[AUTHORS[room]]
        rooms.reply(thread=world.threads[room], body=f"{RISKY} {canary(service, 'case')}", by=author)
        world.cases[service] = Case.objects.get(person=author)
        if service in HOLDERS:
            desk.claim(case=world.cases[service], by=world.people[HOLDERS[service]])


def _keys(world: World, building: cast.Building) -> None:
    issued = {
        "ed": (building.eating_disorders, building.harbour, building.cleo),
        "tt": (building.talking_therapies, building.worry, building.clara),
    }
    for name, (service, room, by) in issued.items():
        world.keys[name], _code = keys.issue(service=service, rooms=[room.pk], role=Role.PATIENT, by=by)
    for state in ("used", "expired", "withdrawn"):
        service, room, by = issued["ed"]
        key, world.codes[state] = keys.issue(service=service, rooms=[room.pk], role=Role.PATIENT, by=by)
        changed = {
            "used": {"redeemed_at": timezone.now(), "redeemed_by": world.people["ena"]},
            "expired": {"expires_at": timezone.now() - timedelta(minutes=1)},
            "withdrawn": {"withdrawn_at": timezone.now(), "withdrawn_why": "moved away"},
        }
        Key.objects.filter(pk=key.pk).update(**changed[state])
