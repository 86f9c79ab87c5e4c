"""The way in: what a name may be, what is kept of the answers, and what may go wrong on the way."""

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from community.people import keys
from community.people.joining import agreements
from community.people.joining.handles import check_handle
from community.people.joining.names import suggestion
from community.people.models import Agreement, Key, Person, WordList
from community.people.policies import rooms_open_to
from community.people.roles import Role
from community.people.vault.details import Contact, Details, Field, How
from community.people.vault.models import Identity
from tests.access.hostile.payloads import COUNT, payload

PASSWORD = "stairs kettle garden moon"
ANSWERS = {
    "name": {"handle": "slow-tide"},
    "picture": {"avatar": "boat"},
    "contact": {"how": "text", "contact_to": "07700 900123"},
    "who-reads": {"consent": "on"},
    "house-rules": {"agree": "on"},
    "password": {"password": PASSWORD},
}


def key_for(building, role: Role = Role.PATIENT, by: str = "cleo", **more) -> tuple[Key, str]:
    rooms = [] if by in ("sam", "zed") else [building.harbour.pk]
    return keys.issue(
        service=building.eating_disorders, rooms=rooms, role=role, by=getattr(building, by), **more
    )


def at_the_door(code: str) -> Client:
    client = Client()
    client.get(f"/join/key/{code}/")
    return client


def answer(client: Client, *steps: str, **instead) -> Client:
    for step in steps or ANSWERS:
        answered = client.post(f"/join/{step}/", instead.get(step.replace("-", "_"), ANSWERS[step]))
        assert answered.status_code == 302, (step, answered.context["form"].errors)
    return client


def told(client: Client, handle: str) -> str:
    page = client.post("/join/name/", {"handle": handle})
    assert page.status_code == 200, f"{handle} was taken"
    return str(page.context["form"].errors["handle"][0])


# --- names -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "handle", ["bmi-watcher", "kcal-counter", "eighty-kilo", "size-zero", "so-thin", "cake-lover", "two-cakes", "no-sugar",
               "nineteen-ninety-nine", "twenty-ten", "mia-nineteen-ninety", "purging-me", "anorexic-otter", "otter-1990",
               "bm-i", "s-kinny-otter", "nine-stone-four", "sevenstone", "fifty-kilos", "an-orexic", "nine-teen-ninety",
               "two-thousand-and-six", "otter-mcmxcix", "river-mmvi"],
)  # fmt: skip
def test_names_with_numbers_food_body_or_years_are_refused_kindly_with_a_suggestion(handle, building):
    _key, code = key_for(building)
    sentence = told(at_the_door(code), handle)
    assert "How about " in sentence
    check_handle(sentence.partition("How about ")[2].rstrip("?"))


@pytest.mark.parametrize(
    "handle",
    [
        "quiet-otter",
        "nothing-much",
        "my-father",
        "early-kestrel",
        "Ferry",
        "grateful-anna",
        "grey-stone",
        "milestone",
        "twenty-kindly-pretty",
        "Mimi",
        "telegram",
        "mmm-honest",
    ],
)
def test_kind_names_are_taken(handle):
    check_handle(handle)


@pytest.mark.parametrize(
    "handle",
    ["Rosa", "rosa-lind", "blue-lindqvist", "r0salind", "rosalindqvist", "river-rosa", "rosa-l-blue"],
)
def test_a_name_that_says_who_they_are_is_refused_without_telling_which(handle, building):
    details = Details("Rosa Lindqvist", contact=Contact(How.E_MAIL, "blue.whale77@example.org"))
    _key, code = key_for(building, details=details)
    sentences = {
        told(at_the_door(code), name).partition(" How about")[0]
        for name in (handle.replace("0", "o"), "blue-whale", "whale")
    }
    assert sentences == {"That name could tell others who you are."}
    assert at_the_door(code).post("/join/name/", {"handle": "green-heron"}).status_code == 302


@pytest.mark.parametrize(
    ("real", "handle"),
    [("Łukasz Nowak", "little-lukasz"), ("Иван Петров", "ivan-river"), ("Søren Ð. Þórsson", "soren-tide"),
     ("Li Wu", "wu-li"), ("Zoë O’Hara", "oh-ara"), ("Anne-Marie Dee", "marie-dee")],
)  # fmt: skip
def test_a_real_name_is_known_in_other_letters_and_orders(real, handle, building):
    _key, code = key_for(building, details=Details(real))
    assert told(at_the_door(code), handle).startswith("That name could tell others who you are.")


@pytest.mark.parametrize(
    "spelt", ["mia", "M-i-a", "rnia", "Mla", "\u041cia", "m1a", "mia_", "Mi\u0430", "mia\u200b", "ｍｉａ"]
)
def test_nobody_gets_a_name_that_passes_for_mias(spelt, building):
    _key, code = key_for(building)
    told(at_the_door(code), spelt)


def test_a_name_that_looks_like_another_is_refused(building):
    _key, code = key_for(building)
    assert "looks like it" in told(at_the_door(code), "Ma-x")


def test_words_of_the_service_stay_out_of_names(building):
    WordList.objects.create(service=building.eating_disorders, name="Wards", words="Juniper\nhazel-ward\n")
    _key, code = key_for(building)
    assert "do not use in names here" in told(at_the_door(code), "little-juniper")
    for spelt in ("my-jun-iper", "juniperr", "Hazelward", "hazei-ward"):
        assert "do not use in names here" in told(at_the_door(code), spelt), spelt
    WordList.objects.update(use=WordList.Use.WATCH)
    assert at_the_door(code).post("/join/name/", {"handle": "little-juniper"}).status_code == 302


def test_staff_may_be_called_what_they_are_and_members_may_not(building):
    _key, code = key_for(building, Role.MODERATOR, "sam")
    assert at_the_door(code).post("/join/name/", {"handle": "nia-moderator"}).status_code == 302
    _key, code = key_for(building)
    assert "one of the team" in told(at_the_door(code), "nia-moderator")


def test_suggestions_are_names_that_nobody_has(db):
    for _n in range(30):
        check_handle(suggestion())


# --- what is kept ----------------------------------------------------------------------------------------------
def test_every_answer_arrives_where_it_belongs(building):
    _key, code = key_for(building, details=Details("Rosa Lindqvist"))
    client = answer(at_the_door(code))
    before = timezone.now()
    assert client.post("/join/check-answers/")["Location"] == "/welcome/"
    person = Person.objects.get(handle="slow-tide")
    assert person.check_password(PASSWORD)
    identity = Identity.objects.get(person=person)
    assert identity.texts()[Field.CONTACT] == "text 07700 900123"
    assert identity.texts()[Field.REAL_NAME] == "Rosa Lindqvist"
    assert {(row.what, row.version) for row in person.agreements.all()} == set(agreements.NEWEST.items())
    assert all(row.agreed_at >= before for row in person.agreements.all())


def test_neither_contact_nor_password_lies_in_the_session(building):
    _key, code = key_for(building)
    answer(at_the_door(code))
    kept = [str(session.get_decoded()) for session in Session.objects.all()]
    assert any("slow-tide" in text for text in kept)
    assert not any(secret in text for text in kept for secret in ("07700", "900123", PASSWORD))


def test_one_may_want_no_contact_at_all(building):
    _key, code = key_for(building, details=Details("", contact=Contact(How.PHONE, "01632 960999")))
    answer(at_the_door(code), contact={"how": "nothing"}).post("/join/check-answers/")
    assert Person.objects.get(handle="slow-tide").identity.texts()[Field.CONTACT] == "nothing"


def test_staff_are_not_asked_how_to_reach_them(building):
    _key, code = key_for(building, Role.MODERATOR, "sam")
    client = at_the_door(code)
    assert client.get("/join/contact/").status_code == 404
    answer(client, *(step for step in ANSWERS if step != "contact"))
    assert client.post("/join/check-answers/")["Location"] == "/welcome/"
    assert client.get("/welcome/")["Location"].startswith("/you/second-factor/app/")


# --- what may go wrong -----------------------------------------------------------------------------------------
def test_check_answers_shows_all_and_each_can_be_changed(building):
    _key, code = key_for(building)
    client = answer(at_the_door(code))
    page = client.get("/join/check-answers/").content.decode()
    for step in ANSWERS:
        assert f'href="/join/{step}/"' in page, step
    assert "Text message" in page
    assert "07700" not in page
    assert 'value="07700 900123"' in client.get("/join/contact/").content.decode()
    assert (
        answer(client, "name", name={"handle": "slow-river"}).get("/join/check-answers/").status_code == 200
    )
    assert "slow-river" in client.get("/join/check-answers/").content.decode()


def test_back_and_another_tab_lose_nothing(building):
    _key, code = key_for(building)
    client = answer(at_the_door(code), "name", "picture")
    client.get("/join/name/")
    client.get(f"/join/key/{code}/")  # the link again, in a second tab
    assert 'value="slow-tide"' in client.get("/join/name/").content.decode()
    assert client.post("/join/contact/", ANSWERS["contact"])["Location"] == "/join/who-reads/"


def test_nobody_skips_a_question(building):
    _key, code = key_for(building)
    client = answer(at_the_door(code), "name", "password")
    assert client.get("/join/check-answers/")["Location"] == "/join/picture/"
    assert client.post("/join/check-answers/")["Location"] == "/join/picture/"
    assert not Person.objects.filter(handle="slow-tide").exists()


@pytest.mark.parametrize("step", [*ANSWERS, "check-answers"])
def test_a_key_that_ends_on_the_way_says_so_at_the_next_page(step, building):
    key, code = key_for(building)
    client = answer(at_the_door(code))
    keys.withdraw(key=key, by=building.cleo, why="sent to the wrong person")
    page = client.get(f"/join/{step}/")
    assert page.status_code == 404
    assert "This key no longer opens" in page.content.decode()


def test_the_last_button_pressed_twice_makes_one_account_and_says_what_to_do(building):
    _key, code = key_for(building)
    client = answer(at_the_door(code))
    second_tab = Client()
    second_tab.cookies = client.cookies.copy()
    client.post("/join/check-answers/")
    page = second_tab.post("/join/check-answers/").content.decode()
    assert "You may be inside already" in page
    assert Person.objects.filter(handle="slow-tide").count() == 1


def test_a_name_taken_meanwhile_is_asked_again_and_the_rest_is_kept(building):
    _key, code = key_for(building)
    client = answer(at_the_door(code))
    Person.objects.create(handle="slow-tide")
    page = client.post("/join/check-answers/", follow=True)
    assert "Somebody took that name a moment ago" in page.content.decode()
    assert client.post("/join/name/", {"handle": "slow-river"})["Location"] == "/join/check-answers/"


# --- another key, another version ------------------------------------------------------------------------------
def test_who_is_signed_in_is_asked_whether_the_key_is_theirs(building, sign_in):
    _key, code = keys.issue(
        service=building.eating_disorders, rooms=[building.onward.pk], role=Role.PATIENT, by=building.cleo
    )
    client = sign_in(building.mia)
    assert client.get(f"/join/key/{code}/")["Location"] == "/join/add/"
    assert "signed in as mia" in client.get("/join/add/").content.decode()
    assert client.post("/join/add/")["Location"] == "/rooms/"
    assert set(rooms_open_to(Person.objects.get(pk=building.mia.pk))) == {
        building.harbour.pk,
        building.onward.pk,
    }


def test_a_key_to_a_room_kept_apart_sends_them_to_their_team_without_naming_it(building, sign_in):
    building.harbour.never_with.add(building.lantern)
    _key, code = keys.issue(
        service=building.eating_disorders, rooms=[building.lantern.pk], role=Role.PATIENT, by=building.cleo
    )
    client = sign_in(building.mia)
    client.get(f"/join/key/{code}/")
    page = client.post("/join/add/").content.decode()
    assert "Ask your care team about this key" in page
    assert "Lantern" not in page


def test_a_new_version_is_agreed_to_at_the_next_visit_and_nothing_sent_is_lost(
    building, sign_in, monkeypatch
):
    client = sign_in(building.mia)
    monkeypatch.setitem(agreements.NEWEST, Agreement.What.RULES, "2027-01")
    monkeypatch.setattr(agreements, "RULES_VERSION", "2027-01")
    assert client.post("/rooms/harbour/new/", {"title": "Hi", "body": "Hello."}).status_code == 302
    assert client.get("/rooms/harbour/")["Location"] == "/you/agree/?next=%2Frooms%2Fharbour%2F"
    assert client.get("/help-now/").status_code == 200
    page = client.get("/you/agree/").content.decode()
    assert "House rules" in page
    assert "Who reads this, and when</h2>" not in page
    assert client.post("/you/agree/?next=/rooms/harbour/", {}).status_code == 200
    assert client.post("/you/agree/?next=/rooms/harbour/", {"agree": "on"})["Location"] == "/rooms/harbour/"
    assert client.get("/rooms/harbour/").status_code == 200
    assert building.mia.agreements.filter(what="rules", version="2027-01").count() == 1


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_agreeing_leads_nowhere_else(where, building, sign_in):
    assert sign_in(building.mia).get("/you/agree/", {"next": where})["Location"] == "/lobby/"


def test_nothing_that_a_page_could_run_is_a_name():
    for n in range(COUNT):
        with pytest.raises(ValidationError):
            check_handle(payload(n))


def test_who_agreed_before_days_were_kept_is_asked_once_and_told_what_is_new(building, sign_in):
    building.mia.consent_agreed = "2026-11"
    building.mia.save(update_fields=["consent_agreed"])
    client = sign_in(building.mia)
    assert client.get("/rooms/harbour/")["Location"] == "/you/agree/?next=%2Frooms%2Fharbour%2F"
    page = client.get("/you/agree/").content.decode()
    assert "New: we keep on which days you were here." in page
    assert "House rules</h2>" not in page
    assert client.post("/you/agree/?next=/rooms/harbour/", {"consent": "on"}).status_code == 302
    assert client.get("/rooms/harbour/").status_code == 200
    assert building.mia.agreements.filter(what="consent", version=agreements.CONSENT_VERSION).count() == 1


def test_who_works_here_is_told_that_the_days_of_members_are_kept_and_not_theirs(building, sign_in):
    building.cleo.consent_agreed = "2026-11"
    building.cleo.save(update_fields=["consent_agreed"])
    client = sign_in(building.cleo)
    page = client.get("/you/agree/").content.decode()
    assert "Yours are not kept." in page
    assert "on which days you were here.</strong>" not in page


def test_a_page_that_fetches_a_part_of_itself_leads_there_as_a_whole(building, sign_in):
    building.cleo.consent_agreed = "2026-11"
    building.cleo.save(update_fields=["consent_agreed"])
    client, desk = sign_in(building.cleo), "http://testserver/desk/?page=2"
    part = client.get("/desk/", headers={"HX-Request": "true", "HX-Current-URL": desk})
    assert part.status_code == 204
    assert part["HX-Redirect"].startswith("/you/agree/?next=")
    assert not part.content
    assert client.post(part["HX-Redirect"], {"consent": "on"})["Location"] == desk
