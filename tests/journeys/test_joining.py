"""A key from a clinician's screen, an account on a phone, and the one room that the key opens."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, has_no_sideways_scroll

PASSWORD = "kettle lantern gravel hymn"


def issue_a_key(page: Page, room: str) -> str:
    """For a patient; returns its link, which is shown only this once."""
    page.goto("/keys/")
    page.get_by_role("link", name="Issue a key for Eating Disorders").click()
    page.get_by_label("Patient", exact=True).check()
    page.get_by_label(room, exact=True).check()
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The key is ready")
    return page.get_by_text(re.compile(r"/join/key/\S+")).inner_text().strip()


def a_handle() -> str:
    return "river-" + "".join(secrets.choice("bdkmprstv") for _ in range(8))


def answer(page: Page, question: str) -> None:
    """On to the next question, having seen that this one fits on a phone."""
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    assert has_no_sideways_scroll(page), f"“{question}” scrolls sideways"
    page.get_by_role("button", name="Continue").click()


def join(page: Page, link: str, handle: str) -> None:
    join_up_to_the_last_button(page, link, handle)
    page.get_by_role("button", name="Open the door").click()


def join_up_to_the_last_button(page: Page, link: str, handle: str) -> None:
    page.goto(link)
    assert "/join/key/" not in page.url, "the code stays in the address bar"
    page.get_by_label("What shall we call you here?").fill(handle)
    answer(page, "What shall we call you here?")
    page.get_by_label("Otter").check()
    answer(page, "Choose a picture")
    page.get_by_label("Text message").check()
    page.get_by_label("The address or number").fill("07700 900123")
    answer(page, "How may your care team contact you outside this site?")
    page.get_by_label("I know that the team").check()
    answer(page, "Who reads this, and when")
    page.get_by_label("I have read the house rules").check()
    answer(page, "House rules")
    page.get_by_label("Choose a password").fill(PASSWORD)
    answer(page, "Choose a password")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    assert has_no_sideways_scroll(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_key_lets_one_new_person_into_one_room(page_of, scripts):
    clinician = page_of("cleo-clinician", java_script_enabled=scripts)
    newcomer = page_of(None, size=PHONE, java_script_enabled=scripts)
    link, handle = issue_a_key(clinician, room="Lantern"), a_handle()

    join(newcomer, link, handle)

    expect(newcomer.get_by_role("heading", level=1)).to_have_text(f"Welcome, {handle}")
    newcomer.get_by_role("link", name="Go to the lobby").click()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text(f"Hello, {handle}")
    newcomer.goto("/rooms/")
    expect(newcomer.get_by_role("main").get_by_role("heading", level=3)).to_have_text(["Lantern"])
    assert newcomer.goto("/rooms/lantern/").status == 200
    assert newcomer.goto("/rooms/harbour/").status == 404

    late = page_of(None, size=PHONE, java_script_enabled=scripts)
    assert late.goto(link).status == 404
    expect(late.get_by_role("heading", level=1)).to_have_text("This key no longer opens")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_wrong_answer_is_told_and_what_was_written_stays(page_of, scripts):
    link = issue_a_key(page_of("cleo-clinician"), room="Lantern")
    newcomer = page_of(None, size=PHONE, java_script_enabled=scripts)
    newcomer.goto(link)

    newcomer.get_by_label("What shall we call you here?").fill("thinner-every-day")
    newcomer.get_by_role("button", name="Continue").click()

    expect(newcomer).to_have_title(re.compile("^Error: "))
    expect(newcomer.get_by_role("alert")).to_contain_text(
        "Choose a name that does not mention food, weight or the body."
    )
    expect(newcomer.get_by_label("What shall we call you here?")).to_have_value("thinner-every-day")
    newcomer.get_by_role("alert").get_by_role("link").click()
    expect(newcomer.get_by_label("What shall we call you here?")).to_be_focused()
    assert has_no_sideways_scroll(newcomer)


def test_without_a_key_nobody_gets_further_than_the_first_question(page_of):
    stranger = page_of(None, size=PHONE)
    stranger.goto("/join/name/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("What is the code on your key?")
    stranger.get_by_label("What is the code on your key?").fill("not a key of ours")
    stranger.get_by_role("button", name="Continue").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This key no longer opens")


def test_a_newcomer_changes_an_answer_goes_back_and_presses_twice(page_of):
    link, handle = issue_a_key(page_of("cleo-clinician"), room="Lantern"), a_handle()
    newcomer = page_of(None, size=PHONE)
    join_up_to_the_last_button(newcomer, link, "first-thought")
    newcomer.get_by_role("link", name="Change your name").click()
    expect(newcomer.get_by_label("What shall we call you here?")).to_have_value("first-thought")
    newcomer.get_by_label("What shall we call you here?").fill(handle)
    newcomer.get_by_role("button", name="Continue").click()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("Check your answers")
    newcomer.go_back()
    newcomer.go_forward()
    expect(newcomer.get_by_role("main")).to_contain_text(handle)
    newcomer.get_by_role("button", name="Open the door").dblclick()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text(f"Welcome, {handle}")


def test_a_key_that_is_withdrawn_on_the_way_says_so_kindly(page_of):
    clinician = page_of("cleo-clinician")
    link = issue_a_key(clinician, room="Lantern")
    newcomer = page_of(None, size=PHONE)
    newcomer.goto(link)
    newcomer.get_by_label("What shall we call you here?").fill(a_handle())
    clinician.goto("/keys/?state=waiting")
    clinician.get_by_role("link", name="Withdraw the key issued").first.click()
    clinician.get_by_label("Why?").fill("sent to the wrong person")
    clinician.get_by_role("button", name="Withdraw the key").click()
    newcomer.get_by_role("button", name="Continue").click()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("This key no longer opens")
    assert has_no_sideways_scroll(newcomer)
