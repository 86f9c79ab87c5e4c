"""The demo building, put up by the same actions that people use: what is said is judged, flagged and indexed."""

import time
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import yaml
from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from cms.library import setup
from cms.library.demo import build_library
from community.living_room import actions as living_rooms
from community.living_room.models import LivingRoom, PlannedSession
from community.people.appointments import appoint
from community.people.joining.agreements import CONSENT_VERSION, RULES_VERSION
from community.people.models import Membership, Person, Service, Trust
from community.people.roles import CARDS, Role
from community.people.signing_in.adapters import DEMO_SECRET
from community.people.vault import actions as vault
from community.people.vault.details import Contact, Details, How
from community.people.vault.models import Identity
from community.rooms import actions as rooms
from community.rooms.models import Room, Thread
from risk_jobs import demo_services, demo_speak_up

BUILDING = settings.BASE_DIR / "fixtures" / "demo" / "building.yaml"
PASSWORD = "alongside-demo-house"
# One well-known secret for every member of staff in the demo; it opens nothing elsewhere.
TOTP_SECRET = DEMO_SECRET


@cache
def plan() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(BUILDING.read_text())
    return loaded


def load(*, now: datetime | None = None) -> list[str]:
    """Put up whatever of the demo building does not stand yet. Returns the receipts of its three speak-up reports, where
    they were made now: nobody can look them up later."""
    now = now or timezone.now()
    building = plan()
    setup.ensure_site()
    setup.ensure_groups_and_workflow()
    with transaction.atomic():
        _trust_and_rooms(building)
        _people(building["people"])
    demo_services.settle_services()
    demo_services.settle_care()
    demo_services.issue_keys(now)
    for thread in building["threads"]:
        _thread(thread, now)
    for story in building["stories"]:
        _story(story, now)
    for place in building["living_rooms"]:
        _living_room(place, now)
    build_library(
        rooms={room.slug: room for room in Room.objects.all()},
        editor=Person.objects.get(handle="edie-editor"),
        accreditor=Person.objects.get(handle="ada-accreditor"),
    )
    return demo_speak_up.load()


def _trust_and_rooms(building: dict[str, Any]) -> None:
    Trust.objects.get_or_create(only=True, defaults={"name": building["trust"]})
    for service in building["services"]:
        Service.objects.get_or_create(slug=service["slug"], defaults=service)
    services = {service.slug: service for service in Service.objects.all()}
    for room in building["rooms"]:
        fields = room | {"service": services[room["service"]]}
        Room.objects.get_or_create(slug=room["slug"], defaults=fields)


def _people(people: list[dict[str, Any]]) -> None:
    password = make_password(PASSWORD)
    for entry in people:
        person, _made = Person.objects.get_or_create(
            handle=entry["handle"],
            defaults={
                "avatar": entry["avatar"],
                "password": password,
                "rules_agreed": RULES_VERSION,
                "consent_agreed": CONSENT_VERSION,
            },
        )
        for slug in entry.get("rooms", []):
            room = Room.objects.get(slug=slug)
            if not Membership.objects.filter(person=person, room=room).exists():
                Membership.objects.create(person=person, room=room, role=entry["role"])
        for post in entry.get("appointed", []):
            appoint(person=person, service=Service.objects.get(slug=post["service"]), role=Role(post["role"]))
        if person.works_here:
            _second_factor(person)
    for entry in people:
        if "identity" in entry:
            _identity(**entry["identity"], person=Person.objects.get(handle=entry["handle"]))


def _identity(*, person: Person, real_name: str, nhs_number: str, how: str, contact_to: str) -> None:
    if not Identity.objects.filter(person=person).exists():
        details = Details(real_name, nhs_number, contact=Contact(How(how), contact_to))
        vault.fill(person=person, details=details, by=Person.objects.get(handle="cleo-clinician"))


def _second_factor(person: Person) -> None:
    if not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(person, TOTP_SECRET)


def _thread(entry: dict[str, Any], now: datetime) -> None:
    """Safe to run twice: a thread that stands is left as people have made it."""
    room = Room.objects.get(slug=entry["room"])
    if Thread.objects.filter(room=room, title=entry["title"]).exists():
        return
    with transaction.atomic():
        first, *later = entry["posts"]
        thread, _said = rooms.open_thread(
            room=room, title=entry["title"], body=first["text"], by=_by(first), now=_at(first, now)
        )
        for post in later:
            rooms.reply(thread=thread, body=post["text"], by=_by(post), now=_at(post, now))


def _story(entry: dict[str, Any], now: datetime) -> None:
    """Safe to run twice, as a thread is."""
    room, author = Room.objects.get(slug=entry["room"]), Person.objects.get(handle=entry["by"])
    if author.stories.filter(room=room).exists():
        return
    with transaction.atomic():
        told, _said = rooms.tell_story(
            room=room, title=entry["title"], body=entry["text"], by=author, now=now - timedelta(days=12)
        )
        rooms.show_story(story=told, by=Person.objects.get(handle=entry["shown_by"]), now=now)


def _living_room(entry: dict[str, Any], now: datetime) -> None:
    """Safe to run twice, as a thread is."""
    room = Room.objects.select_related("service").get(slug=entry["room"])
    if LivingRoom.objects.filter(room=room).exists():
        return
    with transaction.atomic():
        here = LivingRoom.objects.create(service=room.service, room=room)
        if "session" in entry:
            planned = entry["session"]
            began = now - _length(planned["began"])
            PlannedSession.objects.create(
                living_room=here, topic=planned["topic"], host=Person.objects.get(handle=planned["host"]),
                starts_at=began, ends_at=began + _length(planned["lasts"]),
            )  # fmt: skip
        for line in entry.get("lines", []):
            at = _at(line, now)
            living_rooms.say_line(living_room=here, text=line["text"], by=_by(line), key=line["at"], now=at)


def _by(post: dict[str, Any]) -> Person:
    return Person.objects.get(handle=post["by"])


def _at(post: dict[str, Any], now: datetime) -> datetime:
    return now - _length(post["at"])


def _length(words: str) -> timedelta:
    count, unit = words.split()
    return timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(count)})


def sign_ins() -> list[dict[str, str]]:
    """The table of the sign-in page and of `make run`: handle, role, password, second factor, what to try."""
    return [
        {
            "handle": entry["handle"],
            "role": ", ".join(Role(role).label for role in _roles(entry)),
            "sentence": CARDS[_roles(entry)[0]].sentence,
            "password": PASSWORD,
            "totp_secret": TOTP_SECRET if "appointed" in entry else "",
            "what_to_try": entry.get("try", ""),
        }
        for entry in plan()["people"]
        if "cast" in entry
    ]


def hints() -> dict[str, Any]:
    """For the demo's sign-in pages: who one can be, and the six digits that are right at this moment."""
    return {"demo_sign_ins": sign_ins(), "demo_code": _digits_now(), "demo_totp_secret": TOTP_SECRET}


def _digits_now() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // mfa.TOTP_PERIOD))


def _roles(entry: dict[str, Any]) -> list[Role]:
    return (
        [Role(post["role"]) for post in entry["appointed"]] if "appointed" in entry else [Role(entry["role"])]
    )
