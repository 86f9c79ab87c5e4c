"""Takes from people what was open to them, in a process of its own: `python -m tests.integration.withdrawer <count>`.

Makes so many people with a page open in Harbour, and prints who they are with their session. Then each line of its
input (a person's number) ends what that person has, each in one of the ways there are; when that was committed is
printed. It talks to the building through the database (and the channel layer, where that reaches)."""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

A_DAY = timedelta(days=1)


def main(count: int) -> None:
    people = [make(number) for number in range(count)]
    print(json.dumps([one | {"number": number} for number, one in enumerate(people)]), flush=True)
    for line in sys.stdin:
        number = int(line)
        ENDINGS[number % len(ENDINGS)](people[number])
        print(f"{number} {time.time()}", flush=True)


def make(number: int) -> dict[str, str]:
    """A patient with a key; every eighth is a clinician, whose role ends."""
    harbour = Room.objects.select_related("service").get(slug="harbour")
    person = Person.objects.create(
        handle=f"w{os.getpid()}-{number:05}", password=f"unusable-{number}",
        rules_agreed=RULES_VERSION, consent_agreed=CONSENT_VERSION,
    )  # fmt: skip
    ending = ENDINGS[number % len(ENDINGS)]
    methods = [{"method": "password", "at": time.time()}]
    if ending is end_role:
        appointments.appoint(person=person, service=harbour.service, role=Role.CLINICIAN)
        methods.append({"method": "mfa", "type": "totp", "at": time.time()})
    else:
        key = a_key(harbour, person, number)
        Membership.objects.create(person=person, room=harbour, role=Role.PATIENT, key=key)
    person.refresh_from_db()
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["account_authentication_methods"] = methods
    session.create()
    now = timezone.now()
    OpenSession.objects.create(
        person=person, session_key=session.session_key, device="A browser", began_at=now, seen_at=now,
        idle=A_DAY, absolute=A_DAY,
    )  # fmt: skip
    return {"handle": person.handle, "session": session.session_key, "ending": ending.__name__}


def a_key(room: "Room", person: "Person", number: int) -> "Key":
    now = timezone.now()
    key = Key.objects.create(
        digest=f"{os.getpid()}-{number:050}", service=room.service, role=Role.PATIENT, issued_by=cleo(),
        expires_at=now + A_DAY, redeemed_at=now, redeemed_by=person,
    )  # fmt: skip
    key.rooms.set([room])
    return key


def cleo() -> "Person":
    return Person.objects.get(handle="cleo-clinician")


def person_of(one: dict[str, str]) -> "Person":
    return Person.objects.get(handle=one["handle"])


def withdraw_key(one: dict[str, str]) -> None:
    keys.withdraw(key=person_of(one).keys_held.get(), by=cleo(), why="moved away")


def suspend(one: dict[str, str]) -> None:
    person = person_of(one)
    person.suspended_until = timezone.now() + A_DAY
    person.save(update_fields=["suspended_until"])


def sign_out(one: dict[str, str]) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = one["session"]
    client.logout()


def change_password(one: dict[str, str]) -> None:
    person = person_of(one)
    person.set_password("another four words entirely")
    person.save(update_fields=["password"])


def end_role(one: dict[str, str]) -> None:
    appointments.end(appointment=person_of(one).appointments.get())


def deactivate(one: dict[str, str]) -> None:
    person = person_of(one)
    person.is_active = False
    person.save(update_fields=["is_active"])


def end_from_elsewhere(one: dict[str, str]) -> None:
    Session.objects.filter(session_key=one["session"]).delete()


def let_the_last_day_pass(one: dict[str, str]) -> None:
    """No signal tells of a midnight: what is open is asked of the date."""
    yesterday = timezone.localdate() - A_DAY
    Membership.objects.filter(person__handle=one["handle"]).update(last_day=yesterday)


ENDINGS: list[Callable[[dict[str, str]], None]] = [
    withdraw_key, suspend, sign_out, change_password, end_role, deactivate, end_from_elsewhere, let_the_last_day_pass,
]  # fmt: skip

if __name__ == "__main__":
    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.test import Client
    from django.utils import timezone

    from community.people import appointments, keys
    from community.people.joining.agreements import CONSENT_VERSION, RULES_VERSION
    from community.people.models import Key, Membership, Person
    from community.people.roles import Role
    from community.people.signing_in.models import OpenSession
    from community.rooms.models import Room

    settings.ALLOWED_HOSTS.append("testserver")
    main(int(sys.argv[1]))
