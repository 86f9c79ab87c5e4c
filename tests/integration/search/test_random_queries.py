"""Whatever is asked, by whomever, in whatever order and however far back: only what they may see, nothing twice, and for
exact words what plain SQL finds. A few here; thousands a role in `make test FULL=search`."""

import random
from dataclasses import dataclass, replace

import pytest
from django.db import connection

from community.people.models import Person
from community.rooms import actions as rooms
from community.rooms.models import Post, Room
from community.utterances.models import Kind
from search import tasks
from search.backends.base import Query, Sort
from search.queries import Results, said_for_clinicians, said_visible_to
from search.terms import parse
from tests.unit.search.test_terms import nasty

QUERIES, TEXTS = 12, 6
WORDS = ["purging", "purged", "kettle", "kettles", "sunday", "cut", "cutting", "laxative", "laxatives", "i've", "been",
         "sick", "again", "stairs", "naive", "tea"]  # fmt: skip
ROOMS = ("harbour", "lantern", "onward", "kitchen", "worry")
# Who may search what, written down by hand.
MEMBERS = {"mia": ("harbour",), "max": ("lantern",), "robin": ("harbour", "lantern", "onward"), "kit": ("kitchen",),
           "sam": (), "zed": (), "gil": ()}  # fmt: skip
STAFF = {"cleo": ("harbour", "lantern", "onward"), "pat": ("harbour", "lantern", "onward"),
         "clara": ("kitchen", "worry")}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    typed: str
    query: Query
    exact: tuple[str, ...]  # phrases that alone decide; empty where other forms were asked for


def people_talk(building, dice: random.Random, texts: int) -> None:
    """In each room a word of its own, which nobody of another room may ever read."""
    writers = {"harbour": ["mia", "robin"], "lantern": ["max", "robin"], "onward": ["robin", "vic"],
               "kitchen": ["kit"], "worry": ["clara"]}  # fmt: skip
    for slug, names in writers.items():
        room = getattr(building, slug)
        thread, _said = rooms.open_thread(
            room=room, title=f"canary{slug} tea", body="tea", by=_now(building, names[0])
        )
        for number in range(texts):
            words = [*dice.choices(WORDS, k=dice.randint(2, 9)), f"canary{slug}"]
            dice.shuffle(words)
            by = _now(building, names[number % len(names)])
            post, _said = rooms.reply(thread=thread, body=" ".join(words), by=by)
            if dice.random() < 0.15:
                rooms.delete(post=Post.objects.get(pk=post.pk), by=by)


def _now(building, name: str) -> Person:
    return Person.objects.get(pk=getattr(building, name).pk)


def ask(dice: random.Random, building) -> Asked:
    exact = dice.random() < 0.4
    pieces, phrases = [], []
    for _ in range(dice.randint(1, 3)):
        word, other = dice.choice(WORDS), dice.choice(WORDS)
        if exact:
            phrases.append(dice.choice([word, f"{word} {other}"]))
            pieces.append(f'"{phrases[-1]}"')
        else:
            pair = f'"{word} {other}"~{dice.randint(0, 9)}'
            any_form = [
                word,
                f"{word}~",
                f"{word[:3]}*",
                f"-{word}",
                pair,
                f"canary{dice.choice(ROOMS)}",
                "canary*",
            ]
            pieces.append(
                dice.choice(
                    [*any_form, "*:*", "_id:*", f"room_id:{dice.randint(1, 9)}", nasty(dice.randint(0, 999))]
                )
            )
    typed = " ".join(pieces)
    query = Query(
        room_ids=frozenset(
            dice.sample([room.pk for room in Room.objects.all()], k=dice.choice([0, 0, 1, 3]))
        ),
        terms=parse(typed, misspelt=not exact and dice.random() < 0.2),
        author_ref=dice.choice(["", "", "", building.mia.ref, building.robin.ref, "nobody"]),
        kind=dice.choice(["", "", Kind.POST.value, Kind.TITLE.value]),
        sort=dice.choice(list(Sort)),
        size=dice.choice([1, 3, 7, 20]),
    )
    return Asked(typed, query, tuple(phrases))


def oracle(query: Query, phrases: tuple[str, ...], may: tuple[str, ...], *, standing: bool) -> set[str]:
    """The refs that plain SQL finds: these words as they stand, in the rooms written down above."""
    where = ["r.slug IN (" + ", ".join(["%s"] * len(may)) + ")"] if may else ["1 = 0"]
    asked: list[object] = list(may)
    for phrase in phrases:
        where.append("' ' || lower(u.text) || ' ' LIKE %s")
        asked.append(f"% {phrase} %")
    for column, value in (("p.ref", query.author_ref), ("u.kind", query.kind)):
        if value:
            where.append(f"{column} = %s")
            asked.append(value)
    if query.room_ids:
        where.append("u.room_id IN (" + ", ".join(str(pk) for pk in query.room_ids) + ")")
    if standing:
        where.append("u.stands")
    sql = ("SELECT u.ref FROM utterances_utterance u JOIN rooms_room r ON r.id = u.room_id"
           " JOIN people_person p ON p.id = u.author_id WHERE " + " AND ".join(where))  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return {str(ref).replace("-", "") for (ref,) in cursor.fetchall()}


def pages_of(search, query: Query) -> tuple[list[Results], list]:
    pages, found = [], []
    while True:
        pages.append(search(query))
        found += pages[-1].found
        if pages[-1].older is None:
            return pages, found
        query = replace(query, after=pages[-1].older)


def faults(asked: Asked, name: str, building) -> list[str]:
    """What is wrong with all the pages that this person gets for it."""
    person, member = _now(building, name), name in MEMBERS
    may = MEMBERS[name] if member else STAFF[name]

    def search(query: Query) -> Results:
        return said_visible_to(person, query) if member else said_for_clinicians(person, query, why="trying")

    pages, found = pages_of(search, asked.query)
    refs = [one.utterance.ref.hex for one in found]
    said = " ".join(f"{one.utterance.text} {one.place.label if one.place else ''}" for one in found).lower()
    wrong = [f"canary of {slug}" for slug in set(ROOMS) - set(may) if f"canary{slug}" in said]
    wrong += [f"a text of {one.utterance.room}" for one in found if one.utterance.room.slug not in may]
    if member and not all(one.utterance.stands for one in found):
        wrong.append("a text that was taken away")
    if len(refs) != len(set(refs)):
        wrong.append("a text twice")
    if asked.exact and set(refs) != oracle(asked.query, asked.exact, may, standing=member):
        wrong.append("not what SQL finds")
    if not member and pages[0].counts.total != len(refs):
        wrong.append(f"{pages[0].counts.total} counted, {len(refs)} shown")
    return [f"{name}: {asked.typed!r} {asked.query}: {one}" for one in wrong]


def walk(building, dice: random.Random, queries: int) -> list[str]:
    asked = [ask(dice, building) for _ in range(queries)]
    assert any(one.exact for one in asked)
    return [fault for name in (*MEMBERS, *STAFF) for one in asked for fault in faults(one, name, building)]


@pytest.fixture
def talking(engine, building):
    def talk(texts: int, seed: int = 5) -> random.Random:
        dice = random.Random(seed)
        people_talk(building, dice, texts)
        tasks.pay_index_debts()
        engine.settle()
        return dice

    return talk


def test_nobody_finds_more_than_they_may_and_exact_words_are_those_of_sql(talking, building):
    dice = talking(TEXTS)
    assert walk(building, dice, QUERIES) == []
