"""The words of the help message: one writes, another approves, and until then the last approved ones are shown."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from community.notices.models import Notice
from community.notices.reading import say
from community.people.models import AuditEntry, CrisisContact, HelpWording, Person, Service
from community.people.services import wording

pytestmark = pytest.mark.django_db
ADDRESS = "/services/eating-disorders/help-words/"
OLD, NEW = "We would like to hear from you.", "Ring us. We pick up."


@pytest.fixture
def service(building) -> Service:
    found = building.eating_disorders
    CrisisContact.objects.create(service=found, name="Duty line", number="01632 960001")
    Service.objects.filter(pk=found.pk).update(help_words=OLD)
    return found


def shown() -> str:
    return Client().get("/help-now/").content.decode()


def decide(client, do: str):
    return client.post(f"{ADDRESS}{HelpWording.objects.latest('pk').ref}/", {"do": do}, follow=True)


def test_words_are_shown_when_somebody_else_has_approved_them(service, building, sign_in):
    sam, cleo = sign_in(building.sam), sign_in(building.cleo)
    sam.post(ADDRESS, {"words": NEW})
    assert OLD in shown()
    assert NEW not in shown()
    page = sam.get(ADDRESS).content.decode()
    assert "Waiting to be approved" in page
    assert 'value="approve"' not in page
    assert decide(sam, "approve").status_code == 403
    assert NEW not in shown()
    assert decide(cleo, "approve").status_code == 200
    assert NEW in shown()
    assert OLD not in shown()
    said = AuditEntry.objects.filter(where=service.slug, did__endswith="help message").order_by("pk")
    assert [(one.who, one.did) for one in said] == [
        ("sam", "worded help message"), ("cleo", "approved help message"),
    ]  # fmt: skip
    assert not any(NEW in f"{one.what} {one.why}" for one in said)


def test_who_wrote_that_they_are_not_safe_sees_the_approved_words_alone(service, building, sign_in):
    wording.propose(service=service, words=NEW, by=building.cleo)
    risky = {"title": "Tonight", "body": "I am going to kill myself tonight."}
    page = sign_in(building.mia).post("/rooms/harbour/new/", risky, follow=True).content.decode()
    assert OLD in page
    assert NEW not in page


@pytest.mark.parametrize(("do", "state"), [("drop", "dropped"), ("nonsense", "waiting")])
def test_what_is_not_used_leaves_the_old_words(do, state, service, building, sign_in):
    wording.propose(service=service, words=NEW, by=building.cleo)
    decide(sign_in(building.sam), do)
    assert HelpWording.objects.get().state == state
    assert OLD in shown()


def test_a_newer_wording_takes_the_place_of_what_waits(service, building):
    """Who looked at the older one approves nothing that they have not read."""
    older = wording.propose(service=service, words="Older", by=building.sam)
    wording.propose(service=service, words=NEW, by=building.sam)
    with pytest.raises(wording.DecidedMeanwhile):
        wording.approve(wording=older, by=building.cleo)
    assert OLD in shown()


def test_the_database_itself_refuses_one_persons_word(service, building):
    made = wording.propose(service=service, words=NEW, by=building.sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpWording.objects.filter(pk=made.pk).update(state="approved", decided_by=building.sam)


@pytest.mark.parametrize("who", ["mia", "pat", "edie", "ada", "gil", "clara"])
def test_nobody_else_words_it(who, service, building, sign_in):
    person = getattr(building, who)
    made = wording.propose(service=service, words=NEW, by=building.sam)
    client = sign_in(person)
    assert client.get(ADDRESS).status_code == 404
    assert client.post(f"{ADDRESS}{made.ref}/", {"do": "approve"}).status_code == 404
    for action in (
        lambda: wording.propose(service=service, words="x", by=person),
        lambda: wording.approve(wording=made, by=person),
        lambda: wording.drop(wording=made, by=person),
    ):
        with pytest.raises(PermissionDenied):
            action()


def test_the_settings_of_the_service_lead_there_and_change_no_words(service, building, sign_in):
    page = sign_in(building.sam).get(f"/cms/services/edit/{service.pk}/").content.decode()
    assert ADDRESS in page
    assert 'name="help_words"' not in page
    assert ADDRESS in sign_in(building.cleo).get("/help-now/").content.decode()
    assert ADDRESS not in sign_in(building.mia).get("/help-now/").content.decode()


def test_the_buildings_own_service_has_no_words_of_anybodys(building, sign_in):
    Service.objects.create(slug="own", name="Own", is_internal=True)
    assert sign_in(building.zed).get("/services/own/help-words/").status_code == 404
    assert sign_in(building.zed).get(ADDRESS).status_code == 200


def told(person) -> list[str]:
    """What their page of notices says of help messages, as a new request reads it."""
    person = Person.objects.get(pk=person.pk)
    waits = Notice.objects.visible_to(person).filter(kind="help_words")
    return [line.words.url for line in say(waits, person)]


def test_those_who_may_approve_are_told_that_words_wait_and_nobody_else_is(service, building):
    wording.propose(service=service, words=NEW, by=building.sam)
    assert [told(person) for person in (building.cleo, building.zed)] == [[ADDRESS], [ADDRESS]]
    for other in (building.sam, building.clara, building.pat, building.edie, building.gil, building.mia):
        assert told(other) == []


@pytest.mark.parametrize("decide", [wording.approve, wording.drop])
def test_what_waits_no_more_is_no_notice(decide, service, building):
    made = wording.propose(service=service, words=NEW, by=building.sam)
    decide(wording=made, by=building.cleo)
    assert told(building.cleo) == told(building.zed) == []


def test_who_writes_newer_words_is_not_told_of_them_and_the_other_is(service, building):
    wording.propose(service=service, words="Older", by=building.sam)
    wording.propose(service=service, words=NEW, by=building.cleo)
    assert told(building.cleo) == []
    assert told(building.sam) == [ADDRESS]
