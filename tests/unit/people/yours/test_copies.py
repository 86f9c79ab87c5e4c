"""A copy of one's data: everything of one's own, nothing of anybody else's, and only for oneself."""

import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django_q.models import OrmQ

from community.people.yours import copies
from community.people.yours.models import DataCopy
from community.rooms.models import Bookmark, Post, Reaction
from community.utterances.models import Utterance
from risk_jobs.desk.models import Case
from tests.unit.people.yours.community import grow

SEEDS = range(5)


def unzipped(copy: DataCopy) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(copies.opened(copy))) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def copy_of(person) -> dict[str, str]:
    copies.ask(person=person, by=person)
    copy = DataCopy.objects.get(person=person)
    if copy.ready_at is None:
        copies.build(copy.pk)
        copy.refresh_from_db()
    return unzipped(copy)


def parts(person) -> dict[str, list[dict]]:
    return {part["title"]: part["rows"] for part in json.loads(copy_of(person)["your-data.json"])["parts"]}


def agrees_with_the_tables(who) -> None:
    """The oracle: own rows, counted and read past the code that copies them."""
    told = parts(who)
    texts = list(
        Utterance.objects.filter(author=who).order_by("said_at", "pk").values_list("text", flat=True)
    )
    assert [row["text"] for row in told["What you wrote, each version of it"]] == texts
    numbers = sorted(Post.objects.filter(author=who).values_list("number", flat=True))
    assert sorted(row["number"] for row in told["Where you posted"]) == numbers
    for title, model in {"What you felt about posts": Reaction, "Posts you kept": Bookmark}.items():
        assert len(told[title]) == model.objects.filter(person=who).count()
    cases = told["When a clinician looked into something you wrote"]
    assert len(cases) == Case.objects.filter(person=who).count()
    assert {row["room"] for row in told["Rooms your keys opened"]} == set(
        who.memberships.values_list("room__name", flat=True)
    )


def belongs_to_them_alone(grown, who) -> None:
    for name, text in copy_of(who).items():
        for handle, words in grown.wrote.items():
            found = {word for word in words if word in text}
            assert found == (words if handle == who.handle else set()), (name, handle)
        for handle, words in grown.identity.items():
            found = {word for word in words if word in text}
            assert found == (words if handle == who.handle else set()), (name, handle)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_holds_all_of_ones_own_and_nothing_of_others(seed, building):
    grown = grow(building, seed)
    for who in (building.mia, building.robin):
        agrees_with_the_tables(who)
        belongs_to_them_alone(grown, who)


def test_it_is_made_by_a_job_when_it_is_long_and_says_how_far_it_is(building, sign_in, monkeypatch):
    grow(building, 1)
    monkeypatch.setattr(copies, "AT_ONCE", 3)
    monkeypatch.setattr(copies, "TOLD_EVERY", 5)
    client = sign_in(building.mia)
    client.post("/you/data/ask/")
    copy = DataCopy.objects.get(person=building.mia)
    assert copy.ready_at is None
    assert OrmQ.objects.exists()
    DataCopy.objects.update(done=5)
    assert b"5 lines so far" in client.get("/you/data/").content
    assert client.get(f"/you/data/{copy.ref}/").status_code == 404
    client.post("/you/data/ask/")
    assert DataCopy.objects.count() == 1, "a second press starts no second copy"
    copies.build(copy.pk)
    assert f"/you/data/{copy.ref}/".encode() in client.get("/you/data/").content
    assert client.get(f"/you/data/{copy.ref}/")["Content-Type"] == "application/zip"


def test_it_is_nobody_elses(building, sign_in):
    copies.ask(person=building.mia, by=building.mia)
    address = f"/you/data/{DataCopy.objects.get().ref}/"
    for who in ("max", "cleo", "zed", "sam"):
        assert sign_in(getattr(building, who)).get(address).status_code == 404
    with pytest.raises(PermissionDenied):
        copies.ask(person=building.mia, by=building.cleo)


@pytest.mark.parametrize("address", ["/you/data/", "/you/leave/", "/you/erase/", "/you/contact/"])
def test_it_asks_for_a_fresh_sign_in(address, building, sign_in):
    from tests.access.test_identity_pages import later

    client = later(sign_in(building.mia))
    assert "/sign-in/again/" in client.get(address)["Location"]


def test_what_is_kept_of_it_is_encrypted_and_thrown_away_after_a_day(building):
    from datetime import timedelta

    from tests import canaries

    grown = grow(building, 2)
    copies.ask(person=building.mia, by=building.mia)
    names = {word: word for word in grown.identity["mia"]}
    assert canaries.Canaries(names).found_in({"database": canaries.database()}) == []
    copies.forget_copies()
    assert DataCopy.objects.exists()
    DataCopy.objects.update(asked_at=DataCopy.objects.get().asked_at - timedelta(days=1))
    copies.forget_copies()
    assert not DataCopy.objects.exists()


def test_markup_in_a_text_is_shown_and_not_run(building, say):
    say(building.mia, building.harbour, "<script>alert(1)</script> is what I learn at college")
    assert "<script>" not in copy_of(building.mia)["your-data.html"]


def test_the_way_to_ones_data_and_out_of_the_door_begins_at_one_page(building, sign_in):
    page = sign_in(building.mia).get("/you/").content.decode()
    for address in ("/you/data/", "/you/leave/", "/you/decisions/", "/you/reports/", "/you/contact/"):
        assert f'href="{address}"' in page, address
    staff = sign_in(building.cleo).get("/you/").content.decode()
    assert 'href="/you/data/"' in staff
    assert 'href="/you/leave/"' not in staff, "their manager ends their appointment first"


def test_a_member_is_spoken_to_and_not_about_where_they_say_how_to_be_reached(building, sign_in):
    page = sign_in(building.mia).get("/you/contact/").content.decode()
    assert "How may your care team contact you outside this site?" in page
    assert "them" not in page.partition("<form")[2].partition("</form>")[0]
