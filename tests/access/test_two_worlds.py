"""The two-world test: to an outsider the site with a hidden thing and the site without it are one and the same,
byte for byte: no number, order, header, link, suggestion or page length tells that there is something."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from community.messages import actions as messages
from community.moderation import actions as moderation
from community.moderation.things import of_post
from community.people import keys
from community.people.models import Key, Membership, Person
from community.people.policies import rooms_open_to
from community.people.roles import Role
from community.rooms import actions as rooms
from community.rooms.composing import Place, Written
from community.rooms.models import Measure, Room
from community.rooms.sending import Choice, send
from tests import cast
from tests.searching import look_at
from tests.unit.library import shelf

pytestmark = pytest.mark.django_db

OUTSIDERS = [None, "max", "kit", "vic", "sam", "gil", "zed", "clara", "edie"]
RISKY = "I have been purging again since Sunday and I cannot tell anyone."


def addresses(words: list[str]) -> list[str]:
    """Every list, count and search that a hidden thing could show in."""
    asked = ["word", *words]
    return [
        "/", "/lobby/", "/rooms/", "/library/", "/television/", "/search/", "/keys/", "/desk/", "/desk/?state=closed",
        "/desk/search/", "/desk/saved-searches/",
        "/help-now/", "/who-reads-this/", "/rooms/lantern/", "/rooms/kitchen/", "/rooms/onward/",
        "/cms/", "/cms/pages/", "/nothing-here/at-all/", "/moderation/", "/you/reports/", "/you/decisions/",
        "/waiting-for-a-reply/", "/notices/", "/messages/", "/desk/messages/", "/helping/", "/you/", "/reveals/",
        *(f"/search/?q={word}" for word in asked),
        *(f"/search/?q={word}&kind=post" for word in asked),
        *(f"/desk/search/?q={word}&why=routine+review" for word in asked),
    ]  # fmt: skip


def seen_by(client: Client, asked: list[str]) -> "list[Seen]":
    """All answers, without what is new in each of them for everybody."""
    return [(where, *_seen(client, where)) for where in asked]


def _seen(client: Client, where: str) -> tuple[int, bytes]:
    with transaction.atomic():  # a search writes to the audit log
        answer = look_at(client, where)
        transaction.set_rollback(True)
    headers = "\n".join(f"{k}: {v}" for k, v in sorted(answer.headers.items()) if k != "Expires")
    told = re.sub("nonce-[^']+", "nonce", headers).encode() + b"\n\n" + answer.content
    told = re.sub(rb'((nonce|name="csrfmiddlewaretoken" value)=|"CSRF_TOKEN": )"[^"]+"', b"", told)
    return answer.status_code, re.sub(rb"(search(/|=|%2F)|searches/new/)[a-z0-9]{12}", rb"\1", told)


# What a world may hold behind doors that do not open to the outsiders asked: room -> what happened there.
HIDDEN = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "thread",
                "risky",
                "reply",
                "removed",
                "hidden",
                "key",
                "member",
                "draft",
                "room",
                "report",
                "notice",
                "message",
                "measure",
                "silence",
            ]
        ),
        st.sampled_from(["harbour", "worry", "cellar"]),
        st.sampled_from(["word", "tide", "ember", "purging"]),
    ),
    min_size=1,
    max_size=6,
)


def happen(building: cast.Building, what: str, place: str, word: str) -> None:
    """Something comes to be in a place that the outsiders do not enter."""
    room = _room(building, place)
    author, moderator = _people_of(building, room)
    text = f"{RISKY} {word}" if what == "risky" else f"A {word} of its own."
    if what in ("thread", "risky", "reply", "removed", "hidden", "report"):
        thread, _said = rooms.open_thread(room=room, title=f"Title {word}", body=text, by=author)
        post, _said = rooms.reply(thread=thread, body=text, by=author)
        if what == "removed":
            rooms.delete(post=post, by=author)
        if what == "report" and author != moderator:
            moderation.report(thing=of_post(post), reason="worried", words=text, by=moderator)
        if what == "hidden":
            rooms.hide(post=post, by=moderator, why="not kind")
    elif what in BETWEEN_TWO:
        BETWEEN_TWO[what](room, _member_of(room), moderator, text)
    elif what == "key":
        keys.issue(service=room.service, rooms=[room.pk], role=Role.PATIENT, by=moderator)
    elif what == "member":
        _someone(room, word)
    elif what == "draft":
        shelf.document(room, by=moderator, title=f"Page {word}")


def _notice(room: Room, member: Person, moderator: Person, text: str) -> None:
    """Somebody is told of an answer, and of a mention."""
    thread, _said = rooms.open_thread(room=room, title="Is anyone here?", body=text, by=member)
    rooms.reply(thread=thread, body=f"@{member.handle} {text}", by=moderator)


def _message(room: Room, member: Person, moderator: Person, text: str) -> None:
    subject = text[:60]
    conversation, _said = messages.start_with_team(
        service=room.service, subject=subject, body=text, by=member
    )
    messages.send(conversation=conversation, body=text, by=moderator)


def _measure(room: Room, member: Person, moderator: Person, text: str) -> None:
    """A thread whose posts a moderator reads first, and one that waits."""
    thread, _said = rooms.open_thread(room=room, title="Held", body=text, by=member)
    moderation.put_on(kind=Measure.Kind.HOLD, on=thread, by=moderator, sentence=text)
    held = send(place=Place(room, thread), written=Written(body=text), by=member, choice=Choice.AS_IT_IS)
    assert held.waiting


def _silence(room: Room, member: Person, moderator: Person, text: str) -> None:
    who = _someone(room, "silenced")
    moderation.put_on(
        kind=Measure.Kind.SILENCE, on=who, by=moderator, sentence=text, service=room.service,
        ends_at=timezone.now() + timedelta(days=2),
    )  # fmt: skip


BETWEEN_TWO = {"notice": _notice, "message": _message, "measure": _measure, "silence": _silence}


def _member_of(room: Room) -> Person:
    mia = Person.objects.get(handle="mia")
    return mia if room.pk in rooms_open_to(mia) else _someone(room, "member")


def _someone(room: Room, name: str) -> Person:
    """Somebody new who may enter this room."""
    agreed = {"rules_agreed": cast.RULES_VERSION, "consent_agreed": cast.CONSENT_VERSION}
    person = Person.objects.create(handle=f"new-{name}-{Person.objects.count()}", **agreed)
    Membership.objects.create(person=person, room=room, role=Role.PATIENT)
    return person


def _room(building: cast.Building, place: str) -> Room:
    if place == "cellar":
        service = building.eating_disorders
        return Room.objects.get_or_create(slug=place, defaults={"service": service, "name": "Cellar"})[0]
    return getattr(building, place)


def _people_of(building: cast.Building, room: Room) -> tuple[Person, Person]:
    """Read anew, as each request does: a person object remembers which rooms it found open."""
    who = (building.clara, building.clara) if room.slug == "worry" else (building.pat, building.cleo)
    author, moderator = (Person.objects.get(pk=person.pk) for person in who)
    return author, moderator


def _outsiders_of(hidden: list[tuple[str, str, str]]) -> list[str | None]:
    """Those for whom none of it is there. Editors know drafts, Clara works in Talking Therapies."""
    places, kinds = {place for _what, place, _word in hidden}, {what for what, _place, _word in hidden}
    left = [who for who in OUTSIDERS if who not in ("edie", "clara")]
    if "worry" not in places:
        left.append("clara")
    if "draft" not in kinds:
        left.append("edie")
    return left


@pytest.fixture
def clients(building, sign_in):
    return {who: sign_in(getattr(building, who)) if who else Client() for who in OUTSIDERS}


def test_a_world_with_a_hidden_thing_looks_like_one_without(building, clients, time_machine):
    """Time stands still, so that the world without is asked once for all of them."""
    time_machine.move_to(timezone.now(), tick=False)
    without: dict = {}

    @settings(
        max_examples=12, derandomize=True, phases=[Phase.generate], database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(hidden=HIDDEN)
    def look(hidden):
        found = differences(hidden, building, clients, without)
        assert not found, "\n".join(found)

    look()


Seen = tuple[str, int, bytes]


def differences(
    hidden: list[tuple[str, str, str]], building: cast.Building, clients: dict,
    without: dict[tuple[str | None, str], Seen] | None = None,
) -> list[str]:  # fmt: skip
    """What tells the two worlds apart. `without`: what the world without showed already, where time stands still."""
    asked = addresses(sorted({word for _what, _place, word in hidden}))
    outsiders = _outsiders_of(hidden)
    without = {} if without is None else without
    for who in outsiders:
        new = [where for where in asked if (who, where) not in without]
        without |= {(who, seen[0]): seen for seen in seen_by(clients[who], new)}
    before = {who: [without[who, where] for where in asked] for who in outsiders}
    with transaction.atomic():
        for what, place, word in hidden:
            happen(building, what, place, word)
        after = {who: seen_by(clients[who], asked) for who in outsiders}
        transaction.set_rollback(True)
    return [
        f"{who} at {was[0]}: {was[1]} became {now[1]}: {_first_difference(was[2], now[2])}"
        for who in outsiders
        for was, now in zip(before[who], after[who], strict=True)
        if was != now
    ]


def _first_difference(was: bytes, now: bytes) -> str:
    lines = zip(was.splitlines(), now.splitlines(), strict=False)
    return next((f"{a[:200]!r} / {b[:200]!r}" for a, b in lines if a != b), "a line more or less")


def test_the_test_sees_what_shows_through(building, clients):
    """A net that catches nothing proves nothing: a thing that is not hidden from Max is seen."""
    with transaction.atomic():
        before = seen_by(clients["max"], ["/lobby/", "/rooms/lantern/"])
        rooms.open_thread(room=building.lantern, title="Here", body="In plain sight.", by=building.pat)
        after = seen_by(clients["max"], ["/lobby/", "/rooms/lantern/"])
        transaction.set_rollback(True)
    assert all(was != now for was, now in zip(before, after, strict=True))


@pytest.mark.parametrize("state", ["used", "expired", "withdrawn", "unknown"])
def test_a_key_that_no_longer_opens_tells_nothing_of_why(state, building):
    key, code = keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo
    )
    changed = {
        "used": {"redeemed_at": timezone.now(), "redeemed_by": building.mia},
        "expired": {"expires_at": timezone.now() - timedelta(minutes=1)},
        "withdrawn": {"withdrawn_at": timezone.now(), "withdrawn_why": "moved away"},
        "unknown": {"digest": "0" * 64},
    }
    Key.objects.filter(pk=key.pk).update(**changed[state])
    assert _seen(Client(), f"/join/key/{code}/") == _seen(Client(), "/join/key/nobody-ever-made-this/")
