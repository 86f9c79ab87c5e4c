"""The two tables, read; and what they say should happen. Nothing of the house is asked here."""

import csv
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.access.matrix.world import AUTHORS, HOLDERS, PATIENTS_OF, ROOMS

HERE = Path(__file__).parent


class Outcome(enum.Enum):
    OPEN = "open"
    REFUSED = "403 with a sentence"
    ABSENT = "what this person gets for a thing that does not exist"
    SIGN_IN = "to the sign-in page"
    SECOND_FACTOR = "to the second factor"


@dataclass(frozen=True)
class Standing:
    name: str
    who: str
    signed: str
    rooms: frozenset[str]
    powers: frozenset[str]
    welcome: bool

    def has(self, power: str, service: str = "") -> bool:
        """In this service; without one: in any."""
        return any(held == power or held.startswith(f"{power}:{service}") for held in self.powers)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Address:
    route: str
    about: str
    opens_to: tuple[str, ...]
    refused: tuple[str, ...]

    def __str__(self) -> str:
        return self.route or "/"


@dataclass(frozen=True)
class Thing:
    """What an address is filled in with. `place`: a room, or a service where it is not in a room.
    `state`: standing, hidden, deleted, draft, crossed (named by parts of two places) or absent."""

    place: str = ""
    state: str = "standing"

    @property
    def service(self) -> str:
        return {**ROOMS, **PATIENTS_OF}.get(self.place, self.place)

    def __str__(self) -> str:
        return f"{self.place or 'nothing'}, {self.state}"


NOBODY, ABSENT = Thing(), Thing(state="absent")
IN_ROOMS = [Thing(room) for room in ROOMS]
THINGS: dict[str, list[Thing]] = {
    "-": [NOBODY],
    "room": [*IN_ROOMS, ABSENT],
    "thread": [*IN_ROOMS, Thing("harbour", "crossed"), ABSENT],
    "post": [
        *(Thing(room, state) for room in ROOMS for state in ("standing", "hidden", "deleted")),
        Thing("harbour", "crossed"),
        ABSENT,
    ],
    # A post named by its thread alone: nothing can be crossed.
    "text": [*(Thing(room, state) for room in ROOMS for state in ("standing", "hidden", "deleted")), ABSENT],
    "file": [*(Thing(room, state) for room in ROOMS for state in ("standing", "draft")), ABSENT],
    "page": [*(Thing(room, state) for room in ROOMS for state in ("standing", "draft")), ABSENT],
    "case": [Thing("ed"), Thing("tt"), ABSENT],
    "key": [Thing("ed"), Thing("tt"), ABSENT],
    "service": [Thing("ed"), Thing("tt"), ABSENT],
    "code": [NOBODY],
    "row": [ABSENT],  # something of somebody's own: what stands there is asked in that feature's own tests
    "person": [*(Thing(name) for name in PATIENTS_OF), ABSENT],
    "appointment": [Thing("ed"), Thing("tt"), ABSENT],
}


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = (line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#"))
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _words(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split())


@cache
def standings() -> list[Standing]:
    read = []
    for row in _rows("standings.tsv"):
        sets = {name: frozenset(_words(row[name])) for name in ("rooms", "powers")}
        welcome = row["signed"] == "yes" and not row["standing"].startswith("suspended")
        read.append(Standing(row["standing"], row["who"], row["signed"], **sets, welcome=welcome))
    return read


@cache
def addresses() -> list[Address]:
    return [
        Address(row["route"], row["about"], _words(row["opens to"]), _words(row["refused"]))
        for row in _rows("addresses.tsv")
    ]


def address_named(route: str) -> Address | None:
    """The row of this route, or the row with a * that begins like it."""
    for row in addresses():
        if row.route == route or (row.route.endswith("*") and route.startswith(row.route[:-1])):
            return row
    return None


SAFE = ("get", "head", "options")


def expected(who: Standing, row: Address, thing: Thing, method: str) -> Outcome:
    if "anyone" in row.opens_to:
        return Outcome.OPEN
    if who.signed == "no":
        return Outcome.SIGN_IN
    if "signed" in row.opens_to:
        return Outcome.OPEN
    if who.signed == "half":
        return Outcome.SECOND_FACTOR
    if thing.state in ("absent", "crossed"):
        return Outcome.ABSENT
    opens_to = [word.removesuffix(":safe") for word in row.opens_to if method in SAFE or ":safe" not in word]
    if any(_belongs(who, word, thing) for word in opens_to):
        return Outcome.OPEN
    if any(_belongs(who, word, thing) for word in row.refused):
        return Outcome.REFUSED
    return Outcome.ABSENT


HELPERS = ("recovered helper", "volunteer", "social worker")


def _belongs(who: Standing, word: str, thing: Thing) -> bool:
    if not who.welcome:
        return False
    gone = thing.state in ("hidden", "deleted") or (thing.state == "draft" and word != "cms")
    in_room = thing.place in who.rooms and not gone
    if word in ("member", "room"):
        return word == "member" or in_room
    if word == "author":
        return in_room and AUTHORS.get(thing.place) == who.who
    if word == "welcomer":
        return who.name == "recovered helper"
    if word == "acquaintance":
        return thing.place != who.who and _belongs(who, "neighbour", thing)
    if word == "other":
        return in_room and AUTHORS.get(thing.place) != who.who
    if word == "helper":
        return in_room and AUTHORS.get(thing.place) != who.who and who.name in HELPERS
    if word == "neighbour":
        return any(author == thing.place and room in who.rooms for room, author in AUTHORS.items())
    if word == "caring":
        return who.name in HELPERS and _belongs(who, "acquaintance", thing)
    if word == "self":
        return thing.place == who.who
    if word == "moderator":
        return in_room and who.has("desk", thing.service)
    if word == "holder":
        return HOLDERS.get(thing.place) == who.who
    power, _, of = word.partition("-")
    return who.has(power, thing.service if of else "")


def may_read(who: Standing) -> frozenset[str]:
    """The canaries that may stand in an answer to this person, as (place + kind)."""
    seen: set[str] = set()
    for room, service in ROOMS.items():
        if room in who.rooms:
            seen |= {f"{room}title", f"{room}post", f"{room}standing", f"{room}livepage", f"{room}livebytes"}
            seen |= {f"{service}case"} if AUTHORS[room] in ("mia", "olu") else set()
        if who.has("cms"):  # the editors of a library see its drafts
            seen |= {f"{room}{state}{kind}" for state in ("live", "draft") for kind in ("page", "bytes")}
        if who.has("desk", service):
            seen |= {f"{room}title", f"{room}post", f"{room}standing", f"{room}hidden", f"{room}deleted"}
            seen |= {f"{service}case"}
    return frozenset(seen)
