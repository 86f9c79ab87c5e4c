"""Two clinicians at one desk at once: who is first, who looks at an older page, who takes over, and what is taken back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, has_no_sideways_scroll
from tests.journeys.test_main_job import CLEO, MIA, a_word, open_case, start_a_thread

PAT = "pat-moderator"
pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def two_at_a_case(request, page_of) -> tuple[Page, Page, str]:
    """Cleo and Pat, each with the page of the same new case open; and the word by which its row is found."""
    word = a_word()
    start_a_thread(page_of(MIA), "Back to where I was", f"I have been purging again since Sunday, {word}.")
    cleo, pat = page_of(CLEO, size=request.param), page_of(PAT, size=request.param)
    for page in (cleo, pat):
        page.goto("/desk/")
        assert has_no_sideways_scroll(page)
        open_case(page, word)
        assert has_no_sideways_scroll(page)
    return cleo, pat, word


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def claim(page: Page) -> None:
    page.get_by_role("button", name="Claim this case").click()


def unfold(page: Page, words: str) -> None:
    page.locator("summary").filter(has_text=words).click()


def test_of_two_who_claim_one_holds_it_and_the_other_is_told_who(two_at_a_case):
    cleo, pat, _word = two_at_a_case
    claim(cleo)
    expect(main(cleo)).to_contain_text(f"Claimed by {CLEO}")
    claim(pat)
    expect(pat.locator("body")).to_contain_text(re.compile(rf"Changed by {CLEO} at \d\d:\d\d"))
    expect(main(pat)).to_contain_text(f"Claimed by {CLEO}")
    expect(pat.get_by_role("button", name="Close the case")).to_have_count(0)
    cleo.get_by_role("button", name="Give it back to the queue").click()


def test_who_acts_on_an_older_page_keeps_every_word_and_undo_takes_it_back(two_at_a_case, page_of):
    cleo, _pat, word = two_at_a_case
    claim(cleo)
    unfold(cleo, "Set it waiting")
    cleo.get_by_label("What do you wait for?").fill("I left a voicemail.")
    start_a_thread(page_of(MIA), "And again", f"Purged again last night, {word}.")
    cleo.get_by_role("button", name="Let it wait").click()
    expect(cleo.locator("body")).to_contain_text(re.compile(r"Changed by .+ at \d\d:\d\d"))
    expect(cleo.get_by_label("What do you wait for?")).to_have_value("I left a voicemail.")
    expect(main(cleo)).to_contain_text(f"Purged again last night, {word}.")
    cleo.get_by_role("button", name="Let it wait").click()
    expect(main(cleo)).to_contain_text("Waiting: I left a voicemail.")
    cleo.get_by_role("button", name="Undo").click()
    expect(main(cleo)).to_contain_text(f"Claimed by {CLEO}")
    cleo.get_by_role("button", name="Give it back to the queue").click()


def test_a_case_is_handed_over_with_a_note_and_taken(two_at_a_case):
    cleo, pat, word = two_at_a_case
    claim(cleo)
    unfold(cleo, "Hand it over")
    cleo.get_by_label("To whom?").select_option(label=PAT)
    cleo.get_by_label("What should they know?").fill("She has a test tomorrow.")
    cleo.get_by_role("button", name="Hand it over").click()
    expect(main(cleo)).to_contain_text(f"Handed over to {PAT}")
    pat.goto("/desk/?state=handed&mine=on")
    open_case(pat, word)
    expect(main(pat)).to_contain_text("She has a test tomorrow.")
    claim(pat)
    expect(main(pat)).to_contain_text(f"Claimed by {PAT}")
    pat.get_by_label("Contacted the member").check()
    pat.get_by_role("button", name="Close the case").click()
    expect(main(pat)).to_contain_text("Case closed: Contacted the member.")
    pat.get_by_role("button", name="Undo").click()
    expect(main(pat)).to_contain_text(f"Claimed by {PAT}")
    pat.get_by_role("button", name="Give it back to the queue").click()


@pytest.fixture
def at_a_case(page_of) -> tuple[Page, str]:
    """Cleo alone, with the page of a new case; and the word by which its row is found."""
    word = a_word()
    start_a_thread(page_of(MIA), "Back to where I was", f"I have been purging again since Sunday, {word}.")
    cleo = page_of(CLEO, size=DESKTOP)
    cleo.goto("/desk/")
    open_case(cleo, word)
    return cleo, word


def test_single_letters_do_nothing_until_they_are_switched_on_and_nothing_while_one_types(at_a_case):
    cleo, _word = at_a_case
    claims, its_page = cleo.get_by_role("button", name="Claim this case"), cleo.url
    cleo.keyboard.press("c")
    expect(claims).to_be_visible()
    cleo.goto("/desk/")
    unfold(cleo, "Keys")
    cleo.get_by_role("button", name="Switch the keys on").click()
    expect(cleo.locator("#desk-rows[data-keys]")).to_have_count(1)
    cleo.wait_for_load_state()  # the script that hears them is there
    cleo.keyboard.press("j")
    expect(cleo.locator(".as-queue__case").first).to_be_focused()
    cleo.keyboard.press("Enter")
    expect(cleo).to_have_url(re.compile(r"/desk/cases/\w+/$"))  # whoever's case stands first
    cleo.goto(its_page)
    cleo.wait_for_load_state()
    cleo.keyboard.press("n")
    cleo.keyboard.type("can hear")
    expect(cleo.locator("form[data-key=n] textarea")).to_have_value("can hear")
    expect(claims).to_be_visible()
    cleo.goto("/desk/")
    unfold(cleo, "Keys")
    cleo.get_by_role("button", name="Switch the keys off").click()
    expect(cleo.locator("#desk-rows[data-keys]")).to_have_count(0)
    cleo.keyboard.press("j")
    expect(cleo.locator(".as-queue__case:focus")).to_have_count(0)


def test_a_new_case_is_said_and_shown_while_the_keyboard_stays_where_it_is(at_a_case, page_of):
    cleo, word = at_a_case
    cleo.goto("/desk/")
    row = cleo.locator(".as-queue__case").first
    row.focus()
    held, before = row.get_attribute("id"), cleo.locator("#desk-count").inner_text()
    start_a_thread(page_of(MIA), "Not well", f"I took too many tablets tonight, {word} too.")
    expect(cleo.locator("#desk-says")).not_to_be_empty(timeout=20_000)
    expect(cleo.locator("#desk-count")).not_to_have_text(before)
    expect(cleo.locator(f"#{held}")).to_be_focused()
    expect(cleo.locator("#desk-rows")).to_contain_text(f"{word} too")
