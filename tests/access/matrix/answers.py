"""Asking, and telling what came back."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.template.base import Template
from django.test import Client
from django.test.utils import _TestState

from tests import cast
from tests.access.matrix.table import Outcome, Standing, Thing
from tests.access.matrix.world import World
from tests.access.test_routes import address_of

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
CANARY = re.compile(rb"zq([a-z]+?)canaryx")
# Something for every field that a form of the house may ask for.
SENT = {
    "title": "A title", "body": "A text", "text": "A text", "why": "A reason", "comment": "A text", "q": "zq",
    "set": "1 bookmark", "outcome": "no_action", "version": "1", "code": "x", "reply_to": "1", "handle": "someone",
    "password": "x",
}  # fmt: skip


def client_of(who: Standing, world: World) -> Client:
    client = Client(raise_request_exception=False)
    if who.signed == "no":
        for state in ("used", "expired", "withdrawn"):
            if who.name.startswith(state):
                client.get(f"/join/key/{world.codes[state]}/")
        return client
    person = world.people[who.who]
    if who.signed == "half":
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client
    return cast.sign_in(client, person)


def address(route: str, about: str, thing: Thing, world: World) -> str:
    """This route, about this thing."""
    if about in ("file", "page") and thing.place:
        shelf = world.files if about == "file" else world.pages
        return shelf[thing.place, "live" if thing.state == "standing" else "draft"]
    filled = route
    for argument, value in _arguments(about, thing, world):
        filled = filled.replace(argument, value)
    return address_of(filled)


def _arguments(about: str, thing: Thing, world: World) -> Iterator[tuple[str, str]]:
    if thing.place in world.threads:
        yield "<slug:room>", thing.place
        crossed = thing.state == "crossed"
        yield "<str:thread>", world.threads["lantern" if crossed else thing.place].ref
        number = world.posts.get((thing.place, thing.state), 1)
        yield "<int:number>", str(number)
    elif thing.place:
        kept = _kept(world).get(about, {})
        if thing.place in kept:
            yield "<str:ref>", kept[thing.place].ref
        yield "<slug:service>", "eating-disorders" if thing.place == "ed" else "talking-therapies"
    else:
        yield "<slug:room>", "no-such-room"
        yield "<slug:service>", "no-such-service"


def _kept(world: World) -> dict[str, dict[str, Any]]:
    return {
        "case": world.cases,
        "key": world.keys,
        "person": world.people,
        "appointment": world.appointments,
    }


@contextmanager
def unobserved() -> Iterator[None]:
    """For a hundred thousand answers: without the copy that Django's tests keep of each template's context, and with
    the garbage of many answers collected at once. A fifth of the time."""
    observed, Template._render = Template._render, _TestState.saved_data.template_render
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        Template._render = observed
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def ask(client: Client, method: str, where: str) -> tuple[int, bytes, str]:
    """Status, all that could tell two answers apart, and where it leads. What was changed is undone."""
    cookies = client.cookies.copy()  # an address that signs out does it in the browser too
    with transaction.atomic():
        answer = getattr(client, method)(where, *([SENT] if method == "post" else []))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies = cookies
    told = "\n".join(
        f"{name}: {value}" for name, value in sorted(answer.headers.items()) if name != "Expires"
    )
    told = re.sub("nonce-[^']+", "nonce", told)
    body = re.sub(rb'(nonce|name="csrfmiddlewaretoken" value)="[^"]+"', b"", body)
    return answer.status_code, told.encode() + b"\n\n" + body, answer.headers.get("Location", "")


def outcome_of(status: int, said: bytes, leads: str, absent: bytes) -> Outcome | str:
    if status >= 500:
        return f"server error {status}"
    if status in (404, 405) and said == absent:
        return Outcome.ABSENT
    if status == 404:
        return "a 404 that differs from the one for what does not exist"
    if status == 403:
        return Outcome.REFUSED
    if status == 302 and leads.startswith(("/sign-in/code/again/", "/you/second-factor/")):
        return Outcome.SECOND_FACTOR
    if status == 302 and leads.startswith("/sign-in/?"):
        return Outcome.SIGN_IN
    return Outcome.OPEN


def canaries_in(said: bytes) -> set[str]:
    return {found.decode() for found in CANARY.findall(said)}
