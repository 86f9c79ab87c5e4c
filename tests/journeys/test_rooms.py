"""A patient, a helper and a moderator in the rooms, with and without JavaScript: what each of them does on an evening."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, PageOf
from tests.journeys.test_main_job import a_word, start_a_thread

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)
MIA, ROBIN, VIC, PAT, CLEO = (
    "quiet-otter", "been-there-robin", "vic-volunteer", "pat-moderator", "cleo-clinician",
)  # fmt: skip
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])


@pytest.fixture
def page_of(page_of) -> PageOf:
    """Long journeys on a machine that may be busy: nothing here is about how long an answer takes."""

    def patient(handle: str, **options) -> Page:
        page = page_of(handle, **options)
        page.set_default_timeout(30_000)
        return page

    return patient


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def replied(page: Page, thread: str, words: str) -> None:
    page.goto(f"{thread}reply/")
    page.get_by_label("Your reply").fill(words)
    press(page, "Post your reply")
    expect(page.locator(".as-post__body").last).to_contain_text(words)


@BOTH
def test_a_patient_writes(scripts, page_of):
    """A note, the question about numbers, a preview, a draft; then a quotation, a change and a removal."""
    word, mia = a_word(), page_of(MIA, size=PHONE, java_script_enabled=scripts)
    mia.goto("/rooms/harbour/new/")
    mia.get_by_label("What is it about?").fill(f"The morning, {word}")
    mia.get_by_role("textbox", name="Your post").fill(f"I am down to 48 kg. {word}")
    mia.get_by_text("Add a content note", exact=True).click()
    mia.get_by_role("checkbox").first.check()
    press(mia, "Post it")
    says(mia, "Your post has")
    expect(mia.locator("mark")).to_contain_text("48 kg")
    expect(mia.get_by_role("checkbox").first).to_be_checked()
    mia.get_by_role("textbox", name="Your post").fill(f"I am tired and *small* today. {word}")
    press(mia, "Preview")
    says(mia, "How it will look")
    expect(mia.locator(".as-post__body em")).to_have_text("small")
    press(mia, "Save draft")
    mia.goto("/you/drafts/")
    says(mia, f"I am tired and *small* today. {word}")
    mia.goto("/rooms/harbour/new/")
    expect(mia.get_by_role("textbox", name="Your post")).to_have_value(
        f"I am tired and *small* today. {word}"
    )
    press(mia, "Post it")
    heading(mia, f"The morning, {word}")
    says(mia, "Content note:")
    thread = urlsplit(mia.url).path

    mia.get_by_role("link", name="Quote post 1").click()
    quoted = mia.get_by_label("Your reply").input_value()
    assert quoted.startswith("> I am tired")
    mia.get_by_label("Your reply").fill(f"{quoted}And later it was better.")
    press(mia, "Post your reply")
    expect(mia.locator("#post-2 blockquote")).to_contain_text("I am tired")
    mia.goto(f"{thread}2/edit/")
    mia.get_by_role("textbox", name="Your post").fill("Later it was better.")
    mia.get_by_role("main").locator("button[value=post]").click()
    expect(mia.locator("#post-2 .as-post__body")).to_have_text("Later it was better.")
    mia.get_by_role("link", name="Remove post 2").click()
    press(mia, "Remove it")
    expect(mia.locator("#post-2 .as-post__body")).to_have_count(0)


@BOTH
def test_a_patient_keeps_feels_mutes_and_tells_the_team(scripts, page_of):
    word, mia = a_word(), page_of(MIA, java_script_enabled=scripts)
    thread = start_a_thread(page_of(ROBIN), f"On the fence, {word}", f"A robin came, {word}.")
    mia.goto(thread)
    first = mia.locator("#post-1")
    for label in (first.locator(".as-marks button").first.inner_text(), "Keep"):
        first.get_by_role("button", name=label, exact=True).click()
        expect(first.get_by_role("button", name=label, exact=True)).to_have_attribute("aria-pressed", "true")
    mia.goto("/bookmarks/")
    says(mia, f"A robin came, {word}.")

    mia.goto(f"{thread}1/report/")
    mia.get_by_label("I am worried about this person").check()
    press(mia, "Send it to the team")
    says(mia, "Thank you. The team has it")

    mia.goto(thread)
    mia.get_by_role("link", name=ROBIN).first.click()
    mia.get_by_role("link", name=f"Mute or block {ROBIN}").click()
    press(mia, "Do it")
    mia.goto(thread)
    says(mia, "You muted this person. Show")
    expect(mia.get_by_text(f"A robin came, {word}.")).not_to_be_visible()
    mia.goto("/you/muted/")
    mia.get_by_role("button", name=re.compile("Show what they write again")).first.click()
    mia.goto(thread)
    expect(mia.locator("#post-1").get_by_text(f"A robin came, {word}.")).to_be_visible()


def test_a_helper_welcomes_somebody_and_asks_for_a_clinician(page_of):
    """The queue without scripts; one press with them."""
    word, vic, plain = a_word(), page_of(VIC), page_of(ROBIN, java_script_enabled=False)
    vic.goto("/rooms/onward/new/")
    vic.get_by_label("What is it about?").fill(f"My first one, {word}")
    vic.get_by_label("Your post").fill(f"I never wrote here before, {word}.")
    press(vic, "Post it")
    thread = urlsplit(vic.url).path
    for page in (plain, page_of(ROBIN)):
        page.goto("/waiting-for-a-reply/")
        expect(page.get_by_role("link", name=f"My first one, {word}")).to_be_visible()
    plain.get_by_role("link", name=f"My first one, {word}").click()
    heading(plain, f"My first one, {word}")
    replied(plain, thread, f"Welcome. Mine shook too, {word}.")
    plain.goto("/waiting-for-a-reply/")
    expect(plain.get_by_role("link", name=f"My first one, {word}")).to_have_count(0)

    robin = page_of(ROBIN)
    robin.goto(thread)
    robin.locator("#post-1").get_by_role("button", name="Ask a clinician to read it").click()
    says(robin, "A clinician will read it today.")
    desk = page_of(CLEO)
    desk.goto("/desk/")
    expect(desk.get_by_role("row").filter(has_text=word)).to_contain_text(VIC)


@BOTH
def test_a_moderator_removes_a_reported_post_and_another_answers_the_appeal(scripts, page_of):
    word = a_word()
    mia, pat, cleo, robin = (page_of(who, java_script_enabled=scripts) for who in (MIA, PAT, CLEO, ROBIN))
    thread = start_a_thread(mia, f"What I saw, {word}", f"You are all so slow, {word}.")
    robin.goto(f"{thread}1/report/")
    robin.get_by_label("It is unkind, or it bullies somebody").check()
    press(robin, "Send it to the team")

    pat.goto("/moderation/")
    pat.get_by_role("link", name=re.compile(f"^Post by {MIA}")).last.click()
    pat.get_by_role("link", name="Remove the post").click()
    pat.get_by_label("Be kind, also when you disagree").check()
    pat.get_by_label("What shall we tell its author?").fill(f"Say how it felt instead, {word}.")
    press(pat, "Remove it")
    press(pat, "Undo it (for ten seconds)")
    heading(pat, "Undone")
    mia.goto(thread)
    says(mia, f"You are all so slow, {word}.")
    pat.goto(f"{thread}1/hide/")
    pat.get_by_label("Be kind, also when you disagree").check()
    pat.get_by_label("What shall we tell its author?").fill(f"Say how it felt instead, {word}.")
    press(pat, "Remove it")
    heading(pat, "Done")

    robin.goto("/you/reports/")
    says(robin, "Dealt with")
    mia.goto("/notices/")
    mia.get_by_role("link", name=re.compile("Your post was removed")).first.click()
    says(mia, f"Say how it felt instead, {word}.")
    expect(mia.get_by_role("main")).not_to_contain_text(PAT)
    mia.get_by_label("Why should somebody else look at it?").fill(f"I meant the trains, {word}.")
    press(mia, "Ask somebody else")

    pat.goto("/moderation/")
    expect(pat.get_by_role("link", name=re.compile(f"^{MIA}:"))).to_have_count(0)
    cleo.goto("/moderation/")
    cleo.get_by_role("link", name=re.compile(f"^{MIA}:")).first.click()
    says(cleo, f"I meant the trains, {word}.")
    cleo.get_by_label("Take it back").check()
    cleo.get_by_label("What shall we tell them?").fill("You are right.")
    press(cleo, "Send the answer")
    mia.goto(thread)
    says(mia, f"You are all so slow, {word}.")


@BOTH
def test_a_moderator_slows_stops_splits_and_moves_a_thread(scripts, page_of):
    word = a_word()
    mia, pat = page_of(MIA, java_script_enabled=scripts), page_of(PAT, java_script_enabled=scripts)
    thread = start_a_thread(mia, f"Trains, {word}", f"They run late, {word}.")
    replied(mia, thread, "And something else altogether.")
    for kind, told in (("Slow mode", "5 minutes"), ("Read only", "is read only")):
        pat.goto(f"{thread}measures/")
        pat.get_by_label(kind, exact=True).check()
        pat.get_by_label("Why?").fill(f"It went fast, {word}.")
        press(pat, "Put it on")
        mia.goto(thread)
        says(mia, told)
        says(mia, f"It went fast, {word}.")
        pat.goto("/moderation/")
        pat.locator(".as-row").filter(has_text=f"Trains, {word}").get_by_role(
            "link", name="End it now"
        ).click()
        pat.get_by_label("What shall we tell its author?").fill("Go on.")
        press(pat, "End it now")
    pat.goto(f"{thread}split/?from=2")
    pat.get_by_label("What is the new thread called?").fill(f"Something else, {word}")
    pat.get_by_label("What shall we tell its author?").fill("It is easier to find so.")
    press(pat, "Split it")
    mia.goto("/rooms/harbour/")
    mia.get_by_role("link", name=f"Something else, {word}").click()
    says(mia, "And something else altogether.")
    moved = urlsplit(mia.url).path
    mia.goto("/lobby/")  # the page of the thread would leave by itself
    pat.goto(f"{moved}move/")
    pat.get_by_label("Onward").check()
    pat.get_by_label("What shall we tell its author?").fill("It is for those who have recovered.")
    press(pat, "Move it")
    answer = mia.goto(moved)
    assert answer is not None
    assert answer.status == 404


def test_new_replies_are_announced_and_shown_without_a_new_page(page_of):
    word, mia, robin = a_word(), page_of(MIA), page_of(ROBIN)
    thread = start_a_thread(mia, f"Stairs, {word}", "I sat there.")
    mia.evaluate("window.neverReloaded = true")
    for n in (1, 2):
        replied(robin, thread, f"So did I, {n}.")
    status = mia.locator("#newer")
    expect(status).to_have_text("2 new replies. Show")
    expect(status).to_have_attribute("role", "status")
    status.get_by_role("link").click()
    expect(mia.locator("#post-3 .as-post__body")).to_have_text("So did I, 2.")
    expect(mia.locator("#post-2")).to_be_focused()
    assert mia.evaluate("window.neverReloaded")


def kept_at_last(page: Page, address: str, words: str) -> None:
    """What a page sends while it is left may arrive after the next page was asked for."""
    for _look in range(5):
        page.goto(address)
        if page.get_by_label("Your reply").input_value() == words:
            return
        page.wait_for_timeout(500)
    expect(page.get_by_label("Your reply")).to_have_value(words)


def test_a_draft_is_kept_by_itself_and_on_leaving(page_of):
    word, mia = a_word(), page_of(MIA)
    thread = start_a_thread(mia, f"Drafts, {word}", "One.")
    mia.clock.install()
    mia.goto(f"{thread}reply/")
    mia.get_by_label("Your reply").fill(f"Begun, {word}")
    mia.clock.fast_forward(10_500)
    expect(mia.locator("[data-draft-status]")).to_contain_text("Draft saved at")
    mia.get_by_label("Your reply").fill(f"Begun, and gone on, {word}")
    mia.goto("/lobby/")
    kept_at_last(mia, f"{thread}reply/", f"Begun, and gone on, {word}")
