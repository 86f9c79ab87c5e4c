"""Who somebody is stands in the vault and nowhere else: a whole life of an identity in a real building (web server,
worker and clock, PostgreSQL, Redis, Elasticsearch), then a look into everything that any of it wrote down."""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from redis import Redis

from tests import canaries
from tests.faults.building import PASSWORD, Open, Site, ask_engine, wait_for
from tests.faults.visitor import Answer, Visitor

pytestmark = [pytest.mark.services]

NAME, NUMBER, BORN = "Millicent Canary-Ashdown", "9434765919", ("27", "3", "1998")
ADDRESS, NEW_ADDRESS = "milly.canary@home-of-ashdown.example", "07700900123 ask for Canary"
WORDS = {
    "name": NAME, "surname": "Canary-Ashdown", "number": NUMBER, "number as shown": "943 476 5919",
    "born": "1998-03-27", "born as shown": "27 March 1998", "address": ADDRESS, "new address": NEW_ADDRESS,
}  # fmt: skip
WHO = {
    "real_name": NAME, "nhs_number": "943 476 5919", "date_of_birth_day": BORN[0], "date_of_birth_month": BORN[1],
    "date_of_birth_year": BORN[2], "how": "e-mail", "contact_to": ADDRESS,
}  # fmt: skip
# To every question on the way in; each page takes what it asks for.
ANSWERS = {
    "handle": "seventh-willow", "avatar": "boat", "password": PASSWORD, "how": "text", "contact_to": NEW_ADDRESS,
    "consent": "on", "agree": "on",
}  # fmt: skip


@pytest.fixture
def site(demo, tmp_path) -> Iterator[Site]:
    copied = demo.copy(
        f"{demo.name}_vault", tmp_path / "site", REDIS_URL=os.environ["REDIS_URL"], LOG_LEVEL="DEBUG"
    )
    yield copied
    copied.throw_away()


def live_through_it(site: Site, building: Open) -> None:
    cleo = building.visitor("cleo-clinician", staff=True)
    member = join(building, issue_a_key(site, cleo))
    write_and_search(member)
    ref = site.one("SELECT ref FROM people_person WHERE handle = 'seventh-willow'")
    look_at_it(cleo, f"/people/{ref}/identity/")
    fail_at_it(site, cleo, f"/people/{ref}/identity/")
    assert member.post("/you/data/ask/").status == 302


def issue_a_key(site: Site, cleo: Visitor) -> str:
    room = site.one("SELECT id FROM rooms_room WHERE slug = 'harbour'")
    key = {"role": "patient", "rooms": str(room), "expires_in": "14"}
    cleo.get("/keys/new/eating-disorders/")
    wrong = cleo.post("/keys/new/eating-disorders/", **key, **WHO | {"nhs_number": "943 476 5918"})
    assert "one of its digits must be wrong" in wrong.text
    made = cleo.post("/keys/new/eating-disorders/", **key, **WHO)
    [link] = set(re.findall(r"/join/key/\w+/", made.text))
    return link


def join(building: Open, link: str) -> Visitor:
    member = Visitor(building.address)
    answer = member.get(link)
    for _step in range(12):
        path = urlsplit(answer.location).path
        if not path.startswith("/join/"):
            break
        member.get(path)
        answer = member.post(path, **ANSWERS)
        assert answer.status == 302, (path, answer.text[-3_000:])
    assert member.get("/lobby/").status == 200
    return member


def write_and_search(member: Visitor) -> None:
    member.get("/rooms/harbour/new/")
    page = member.get("/rooms/harbour/new/").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    text = {"title": "Sundays", "body": "I have been purging again since Sunday."}
    assert member.post("/rooms/harbour/new/", **hidden | text).status == 302
    member.search("/search/", q="purging")
    member.search("/search/", q="Canary-Ashdowns")


def look_at_it(cleo: Visitor, page: str) -> None:
    asked = {"show": "real_name", "why": "Ambulance on its way"}
    cleo.get(page)
    shown = cleo.post(f"{page}show/", **asked)
    assert NAME in shown.text
    assert b"no-store" in shown.body or shown.status == 200
    cleo.get(f"{page}fill/")
    cleo.post(f"{page}fill/", **WHO | {"how": ""})
    cleo.post(f"/lock/?next={page}fill/", **WHO)
    cleo.post("/lock/", password=PASSWORD, next=page)


def fail_at_it(site: Site, cleo: Visitor, page: str) -> None:
    """A value that was tampered with: an error on the way, and whatever is written down about that."""
    with psycopg.connect(site.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "UPDATE vault_identity SET date_of_birth = contact WHERE person_id ="
            " (SELECT id FROM people_person WHERE handle = 'seventh-willow')"
        )
    answer: Answer = cleo.post(f"{page}show/", show="real_name", why="Ambulance on its way")
    assert answer.status == 500
    cleo.post(f"{page}fill/", **WHO)


def everything(site: Site) -> dict[str, Iterator[canaries.Place]]:
    return {
        "database": canaries.dumped(site.env["DATABASE_URL"]),
        "index": canaries.elasticsearch(os.environ["ELASTICSEARCH_URL"], site.env["SEARCH_INDEX_PREFIX"]),
        "Redis": canaries.redis(os.environ["REDIS_URL"]),
        "logs, uploads and all else under var": canaries.files(site.folder),
    }


def is_quiet(site: Site) -> bool:
    owed = site.one(
        "SELECT count(*) FROM utterances_utterance WHERE indexed_at IS NULL OR screened_at IS NULL"
    )
    unsealed = site.one("SELECT count(*) FROM people_auditentry e LEFT JOIN chain_seal s ON s.entry_id = e.id"
                        " WHERE s.entry_id IS NULL")  # fmt: skip
    return owed == 0 and unsealed == 0


def test_after_a_whole_life_of_an_identity_its_words_stand_nowhere(site):
    with site.opened() as building:
        live_through_it(site, building)
        wait_for(lambda: is_quiet(site), 120, "texts indexed and the audit log sealed")
    canary = canaries.Canaries(WORDS)
    assert canary.found_in(everything(site)) == []
    leave_lying_about(site)
    found = canary.found_in(everything(site))
    assert {source for _label, source, _place in found} == set(everything(site)), found


def leave_lying_about(site: Site) -> None:
    """One word in each place: what found nothing has then looked."""
    with closing(Redis.from_url(os.environ["REDIS_URL"])) as redis:
        redis.set("left-lying-about", NAME, ex=300)
    with psycopg.connect(site.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("UPDATE rooms_room SET purpose = %s WHERE slug = 'harbour'", [NAME])
    ask_engine("POST", f"/{site.indices()[0]}/_doc", {"text": NAME})
    with (site.folder / "said").open("a") as said:
        said.write(f"somebody called {NAME}\n")
    (Path(site.folder) / "data" / "left.txt").write_text(NAME)
