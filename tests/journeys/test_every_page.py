"""Every main page, as each person who can see it finds it: by axe, at 320 and at 1280 pixels.

Automatic checks find perhaps half of what matters; the journeys with the keyboard and without scripts, and a
person's eyes, have to find the rest."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from risk_jobs.demo_speak_up import PASSPHRASE
from tests.journeys.conftest import (
    DESKTOP,
    PASSWORD,
    PHONE,
    Watch,
    give_name_and_password,
    has_no_sideways_scroll,
)
from tests.journeys.test_joining import a_handle, issue_a_key, join_up_to_the_last_button

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# At 400 % zoom a window of 1280 x 1024 has room for this much: the strips give way, so nothing covers a target.
ZOOMED = (320, 256)
# What axe could not decide and a person has: rule, what hinders axe, where -> why it is no fault.
DECIDED = {
    ("color-contrast", "pseudoContent", "nhsuk-radios__label"): "the drawn circle stands beside the words",
    ("color-contrast", "pseudoContent", "nhsuk-checkboxes__label"): "the drawn box stands beside the words",
    (
        "color-contrast",
        "elmPartiallyObscured",
        "as-code",
    ): "the strips lie over part of a field taller than the window",
}

STRANGER, NEWCOMER, HALF_IN = "a stranger", "a newcomer", "somebody before the code"
MIA, ROBIN, KIT, CLEO, PAT, CLARA = (
    "quiet-otter", "been-there-robin", "kitchen-light", "cleo-clinician", "pat-moderator", "clara-clinician",
)  # fmt: skip
SAM = "sam-manager"
GIL = "gil-guardian"
EVENINGS = "Evenings are the hardest part"


@dataclass(frozen=True)
class Here:
    """One page of one person: where it is, and what to do there before it is looked at."""

    who: str
    name: str
    address: str | Callable[[Page], str]
    press: str = ""
    status: int = 200
    fill: dict[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.who}: {self.name}"


def thread(rest: str = "") -> Callable[[Page], str]:
    def address(page: Page) -> str:
        page.goto("/rooms/harbour/")
        return f"{page.get_by_role('link', name=EVENINGS).get_attribute('href')}{rest}"

    return address


def profile_of_the_first(page: Page) -> str:
    """Of who opened the thread."""
    page.goto(thread()(page))
    return page.locator(".as-post__who a").first.get_attribute("href") or ""


def profile(rest: str) -> Callable[[Page], str]:
    """Of who opened the thread."""
    return lambda page: f"{profile_of_the_first(page)}{rest}"


def a_report(page: Page) -> str:
    """One that is told first, by the moderator themselves."""
    page.goto(f"{thread('1/report/')(page)}")
    page.get_by_label("It is unkind, or it bullies somebody").check()
    page.get_by_role("button", name="Send it to the team").click()
    page.goto("/moderation/")
    return page.get_by_role("link", name="Post by").first.get_attribute("href") or ""


def a_decision(page: Page) -> str:
    """What a moderator just did: asked for a content note."""
    page.goto(thread("1/ask-note/")(page))
    page.get_by_label("What shall we tell its author?").fill("Could you add a note? Thank you.")
    page.get_by_role("button", name="Ask for a note").click()
    return page.url


def living(rest: str = "") -> Callable[[Page], str]:
    """The living room of Harbour."""

    def address(page: Page) -> str:
        page.goto("/living-room/")
        return f"{page.get_by_role('link', name='Harbour', exact=True).get_attribute('href')}{rest}"

    return address


def first_case(page: Page) -> str:
    page.goto("/desk/")
    return page.get_by_role("row").get_by_role("link").first.get_attribute("href") or ""


def a_person(page: Page) -> str:
    page.goto("/rooms/harbour/who/")
    return page.get_by_role("link", name=MIA, exact=True).get_attribute("href") or ""


def care(rest: str) -> Callable[[Page], str]:
    return lambda page: f"{a_person(page)}eating-disorders/{rest}/"


def desk_found(page: Page) -> str:
    page.goto("/desk/search/")
    page.get_by_label("Why are you searching?").fill("Looking back")
    page.get_by_label("Search for").fill("purging")
    page.get_by_role("button", name="Search", exact=True).click()
    return page.url


def desk_found_and(link: str) -> Callable[[Page], str]:
    def address(page: Page) -> str:
        page.goto(desk_found(page))
        return page.get_by_role("main").locator(link).first.get_attribute("href") or ""

    return address


def a_saved_search(page: Page) -> str:
    """A new one each time: one name is had once."""
    page.goto(desk_found_and("a[href*='/saved-searches/new/']")(page))
    page.get_by_label("What shall it be called?").fill(f"Purging {time.time_ns()}")
    page.get_by_role("button", name="Save it").click()
    return page.url


def rule_from_a_search(page: Page) -> str:
    page.goto(desk_found(page))
    return page.get_by_role("link", name="Make this search a draft rule").get_attribute("href") or ""


def filtered_rules(words: str) -> Callable[[Page], str]:
    def address(page: Page) -> str:
        page.goto("/desk/words/")
        page.get_by_text("Only some rules").click()
        page.get_by_label("Words").fill(words)
        page.get_by_role("button", name="Show").click()
        return page.url

    return address


def rule(name: str, rest: str = "") -> Callable[[Page], str]:
    def address(page: Page) -> str:
        page.goto(filtered_rules(name)(page))
        found = page.get_by_role("main").get_by_role("rowheader").get_by_role("link").first
        return f"{found.get_attribute('href')}{rest}"

    return address


def a_key_to_withdraw(page: Page) -> str:
    issue_a_key(page, room="Lantern")
    page.goto("/keys/")
    return page.get_by_role("link", name="Withdraw").first.get_attribute("href") or ""


def identity(rest: str = "") -> Callable[[Page], str]:
    """Of the member whose case is first at the desk."""

    def address(page: Page) -> str:
        page.goto("/rooms/harbour/who/")
        link = page.get_by_role("link", name="quiet-otter").first.get_attribute("href")
        return f"{link}identity/{rest}"

    return address


def unlocked(where: str) -> Callable[[Page], str]:
    """With the guardian's key unlocked first."""

    def address(page: Page) -> str:
        page.goto("/guardian/")
        if "/unlock/" in page.url:
            page.get_by_label("Your passphrase").fill(PASSPHRASE)
            page.get_by_role("main").get_by_role("button", name="Unlock").click()
            page.wait_for_url("**/guardian/")
        return where

    return address


def a_spoken_report(rest: str = "") -> Callable[[Page], str]:
    def address(page: Page) -> str:
        page.goto(unlocked("/guardian/")(page))
        return f"{page.get_by_role('rowheader').get_by_role('link').first.get_attribute('href')}{rest}"

    return address


PAGES = [
    Here(STRANGER, "start", "/"),
    Here(STRANGER, "help", "/help-now/"),
    Here(STRANGER, "house rules", "/house-rules/"),
    Here(STRANGER, "who reads", "/who-reads-this/"),
    Here(STRANGER, "accessibility", "/accessibility/"),
    Here(STRANGER, "sign in", "/sign-in/"),
    Here(STRANGER, "sign in, nothing filled in", "/sign-in/", press="Sign in"),
    Here(STRANGER, "new lock", "/new-lock/"),
    Here(STRANGER, "join", "/join/"),
    Here(STRANGER, "join, nothing filled in", "/join/", press="Continue"),
    Here(STRANGER, "a key that no longer opens", "/join/key/nothing/", status=404),
    Here(STRANGER, "404", "/nothing.html", status=404),
    Here(HALF_IN, "code", "/sign-in/code/"),
    Here(HALF_IN, "code, nothing filled in", "/sign-in/code/", press="Sign in"),
    Here(NEWCOMER, "name", "/join/name/"),
    Here(NEWCOMER, "picture", "/join/picture/"),
    Here(
        NEWCOMER,
        "name, refused",
        "/join/name/?",
        press="Continue",
        fill={"What shall we call you here?": "cake"},
    ),
    Here(NEWCOMER, "contact", "/join/contact/"),
    Here(NEWCOMER, "who reads", "/join/who-reads/"),
    Here(NEWCOMER, "who reads, not agreed", "/join/who-reads/", press="Continue"),
    Here(NEWCOMER, "password", "/join/password/"),
    Here(NEWCOMER, "password, nothing filled in", "/join/password/", press="Continue"),
    Here(NEWCOMER, "house rules", "/join/house-rules/"),
    Here(NEWCOMER, "house rules, not agreed", "/join/house-rules/", press="Continue"),
    Here(NEWCOMER, "check answers", "/join/check-answers/"),
    Here(MIA, "lobby", "/lobby/"),
    Here(MIA, "help", "/help-now/"),
    Here(MIA, "sign out", "/sign-out/"),
    Here(MIA, "locks", "/you/second-factor/"),
    Here(MIA, "passkeys", "/you/passkeys/"),
    Here(MIA, "password", "/you/password/"),
    Here(MIA, "sign-ins", "/you/sign-ins/"),
    Here(MIA, "rooms", "/rooms/"),
    Here(MIA, "room", "/rooms/harbour/"),
    Here(MIA, "room, threads that wait", "/rooms/harbour/?sort=waiting"),
    Here(MIA, "room, further back than there is", "/rooms/harbour/?page=9"),
    Here(MIA, "what she kept, nothing yet", "/bookmarks/"),
    Here(MIA, "stories", "/stories/"),
    Here(MIA, "about her", "/you/about/"),
    Here(MIA, "what others see of Robin", profile_of_the_first),
    Here(ROBIN, "stories", "/stories/"),
    Here(ROBIN, "tell a story", "/rooms/onward/story/"),
    Here(ROBIN, "tell a story, nothing filled in", "/rooms/onward/story/", press="Send it to the team"),
    Here(PAT, "a thread she moderates", thread()),
    Here(PAT, "remove a post", thread("1/hide/")),
    Here(PAT, "remove a post, nothing filled in", thread("1/hide/"), press="Remove it"),
    Here(PAT, "moderation", "/moderation/"),
    Here(PAT, "moderation of a room", "/moderation/?room=harbour"),
    Here(PAT, "a report", a_report),
    Here(PAT, "a report, left without a reason", a_report, press="Leave it as it is"),
    Here(PAT, "a decision just made", a_decision),
    Here(PAT, "move a thread", thread("move/"), press="Move it"),
    Here(PAT, "split a thread", thread("split/"), press="Split it"),
    Here(PAT, "a thread read only, slow or held", thread("measures/"), press="Put it on"),
    Here(PAT, "a room read only, slow or held", "/rooms/harbour/measures/"),
    Here(PAT, "hold, silence or pause somebody", profile("measures/"), press="Put it on"),
    Here(PAT, "waiting for a first reply", "/waiting-for-a-reply/"),
    Here(ROBIN, "waiting for a first reply", "/waiting-for-a-reply/"),
    Here(MIA, "tell the team, nothing chosen", thread("1/report/"), press="Send it to the team"),
    Here(MIA, "tell the team about somebody", profile("report/")),
    Here(MIA, "what she told the team", "/you/reports/"),
    Here(MIA, "what the team decided", "/you/decisions/"),
    Here(MIA, "thread", thread()),
    Here(MIA, "whole thread", thread("all/")),
    Here(MIA, "new thread", "/rooms/harbour/new/"),
    Here(MIA, "new thread, nothing filled in", "/rooms/harbour/new/", press="Post it"),
    Here(MIA, "reply", thread("reply/?to=3")),
    Here(MIA, "reply, nothing filled in", thread("reply/?to=3"), press="Post your reply"),
    Here(MIA, "edit", thread("4/edit/")),
    Here(MIA, "delete", thread("4/delete/")),
    Here(MIA, "403", thread("1/edit/"), status=403),
    Here(MIA, "404", "/rooms/lantern/", status=404),
    Here(MIA, "search", "/search/"),
    Here(MIA, "search, found", "/search/", press="Search", fill={"Search for": "stairs"}),
    Here(MIA, "search, nothing found", "/search/", press="Search", fill={"Search for": "giraffe"}),
    Here(MIA, "search, nothing asked", "/search/", press="Search"),
    Here(MIA, "library", "/library/"),
    Here(MIA, "library, narrowed", "/library/?format=worksheet"),
    Here(MIA, "library, narrowed to nothing", "/library/?kept=yes"),
    Here(MIA, "search the library", "/find/"),
    Here(
        MIA,
        "search the library, found",
        "/find/",
        press="Search",
        fill={"Search the library and television": "urge"},
    ),
    Here(MIA, "search the library, nothing asked", "/find/", press="Search"),
    Here(MIA, "document", "/library/urges-pass/"),
    Here(MIA, "document with a file", "/library/your-safety-plan/"),
    Here(MIA, "television", "/television/"),
    Here(MIA, "video", "/television/grounding-5-4-3-2-1/"),
    Here(MIA, "you", "/you/"),
    Here(MIA, "messages", "/messages/"),
    Here(MIA, "write to the team", "/messages/team/eating-disorders/"),
    Here(MIA, "write to the team, nothing filled in", "/messages/team/eating-disorders/", press="Send"),
    Here(CLEO, "messages to the team", "/desk/messages/"),
    Here(SAM, "messages of a service", "/services/eating-disorders/messages/"),
    Here(SAM, "words of the help message", "/services/eating-disorders/help-words/"),
    Here(ROBIN, "helping others", "/helping/"),
    Here(ROBIN, "how are you", "/helping/check/"),
    Here(ROBIN, "how are you, nothing filled in", "/helping/check/", press="Done"),
    Here(MIA, "helping others, no helper", "/helping/"),
    Here(PAT, "rota of the helpers", "/desk/rota/eating-disorders/"),
    Here(
        PAT,
        "rota of the helpers, nothing filled in",
        "/desk/rota/eating-disorders/",
        press="Put it on the rota",
    ),
    Here(MIA, "notices", "/notices/"),
    Here(MIA, "what she is told", "/you/notices/"),
    Here(MIA, "whom she muted, nobody yet", "/you/muted/"),
    Here(MIA, "mute Robin", lambda page: f"{profile_of_the_first(page)}mute/"),
    Here(MIA, "how we may contact you", "/you/contact/"),
    Here(MIA, "how we may contact you, no number", "/you/contact/", press="Save"),
    Here(MIA, "a copy of your data", "/you/data/"),
    Here(MIA, "close your account", "/you/leave/"),
    Here(MIA, "close your account, nothing filled in", "/you/leave/", press="Close my account"),
    Here(MIA, "ask to be erased", "/you/erase/"),
    Here(MIA, "ask to be erased, not ticked", "/you/erase/", press="Erase me"),
    Here(ROBIN, "lobby", "/lobby/"),
    Here(ROBIN, "rooms", "/rooms/"),
    Here(ROBIN, "room that nobody has written in for long", "/rooms/onward/"),
    Here(KIT, "lobby", "/lobby/"),
    Here(KIT, "empty room", "/rooms/carers-eating-disorders/"),
    Here(KIT, "television without a video", "/television/"),
    Here(CLEO, "lobby", "/lobby/"),
    Here(CLEO, "give a new lock", "/give-new-lock/"),
    Here(CLEO, "give a new lock, nothing filled in", "/give-new-lock/", press="Make the new lock"),
    Here(CLEO, "thread", thread()),
    Here(CLEO, "keys", "/keys/"),
    Here(CLEO, "new key", "/keys/new/eating-disorders/"),
    Here(CLEO, "new key, nothing filled in", "/keys/new/eating-disorders/", press="Make the key"),
    Here(CLEO, "withdraw a key", a_key_to_withdraw),
    Here(CLEO, "keys, none fits", "/keys/?service=x-0"),
    Here(CLEO, "many keys", "/keys/many/eating-disorders/"),
    Here(CLEO, "many keys, no file", "/keys/many/eating-disorders/", press="Make the keys"),
    Here(CLEO, "who can enter", "/rooms/harbour/who/"),
    Here(CLEO, "person", a_person),
    Here(CLEO, "name a clinician", care("known-by")),
    Here(CLEO, "plan an absence", care("absences")),
    Here(CLEO, "plan an absence, nothing filled in", care("absences"), press="Plan it"),
    Here(CLEO, "record a training", care("training"), press="Sign it"),
    Here(CLEO, "discharge", care("discharge")),
    Here(CLEO, "more rooms", care("more-rooms"), press="Open them"),
    Here(MIA, "when you will be away", "/you/absences/"),
    Here(MIA, "when you will be away, nothing filled in", "/you/absences/", press="Plan it"),
    Here(CLEO, "roles", "/roles/"),
    Here(CLEO, "welcome", "/welcome/"),
    Here(SAM, "staff", "/staff/"),
    Here(SAM, "appoint", "/staff/appoint/eating-disorders/"),
    Here(SAM, "appoint, nothing filled in", "/staff/appoint/eating-disorders/", press="Appoint them"),
    Here(SAM, "invite", "/keys/staff/eating-disorders/"),
    Here(SAM, "invite, made", "/keys/staff/eating-disorders/", press="Make the key"),
    Here(CLEO, "desk", "/desk/"),
    Here(CLEO, "desk, closed cases", "/desk/?state=closed"),
    Here(CLEO, "desk, narrowed", "/desk/?state=new&priority=2&mine=on"),
    Here(CLEO, "desk, who is on call", "/desk/on-call/"),
    Here(CLEO, "case", first_case),
    Here(CLEO, "case, escalate", lambda page: f"{first_case(page)}escalate/"),
    Here(
        CLEO,
        "case, escalate, nothing filled in",
        lambda page: f"{first_case(page)}escalate/",
        press="Call them now",
    ),
    Here(CLEO, "case, claimed", first_case, press="Claim this case"),
    Here(CLEO, "case, an empty note", first_case, press="Add the note"),
    Here(CLEO, "case, closed without an outcome", first_case, press="Close the case"),
    Here(CLEO, "desk search", "/desk/search/"),
    Here(CLEO, "desk search, no reason", "/desk/search/", press="Search", fill={"Search for": "purging"}),
    Here(CLEO, "desk search, found", desk_found),
    Here(
        CLEO,
        "desk search, a text",
        desk_found_and("a[href*='/desk/search/']:not([href$='export/']) >> nth=0"),
    ),
    Here(CLEO, "desk search, more like this", desk_found, press="More like this"),
    Here(CLEO, "desk search, as a file", desk_found_and("a[href$='/export/']"), press="Download as CSV"),
    Here(CLEO, "save a search, no name", desk_found_and("a[href*='/saved-searches/new/']"), press="Save it"),
    Here(CLEO, "saved searches", "/desk/saved-searches/"),
    Here(CLEO, "a saved search", a_saved_search),
    Here(CLEO, "a saved search, watched", a_saved_search, press="Watch this search"),
    Here(CLEO, "desk, historic cases", "/desk/?state=historic"),
    Here(CLEO, "hand-overs", "/desk/handover/"),
    Here(CLEO, "hand over", "/desk/handover/new/eating-disorders/"),
    Here(CLEO, "handed over", "/desk/handover/new/eating-disorders/", press="Sign and hand over"),
    Here(CLEO, "how the building is", "/status/"),
    Here(CLEO, "who came back, nobody yet", "/desk/returners/"),
    Here(CLEO, "looking after herself", "/desk/welfare/"),
    Here(SAM, "looking after the team", "/desk/welfare/"),
    Here(SAM, "how long cases wait", "/desk/times/"),
    Here(CLEO, "members who have died", "/deaths/"),
    Here(CLEO, "a member has died, nothing said", care("death"), press="Write it down and close the account"),
    Here(ROBIN, "ask a clinician about a person, nothing said", profile("raise/"), press="Ask a clinician"),
    Here(ROBIN, "ask a clinician about a post", thread("1/raise/")),
    Here(MIA, "her days here", "/you/days/"),
    Here(CLEO, "on call", "/on-call/"),
    Here(SAM, "on call, as a manager", "/on-call/"),
    Here(CLEO, "rota of those on call", "/on-call/eating-disorders/rota/"),
    Here(
        CLEO,
        "rota of those on call, nothing filled in",
        "/on-call/eating-disorders/rota/",
        press="Put it on the rota",
    ),
    Here(CLEO, "rules", "/desk/words/"),
    Here(CLEO, "rules, none like that", filtered_rules("giraffe")),
    Here(CLEO, "rule", rule("purging.act")),
    Here(CLEO, "list of concepts", rule("list.concepts")),
    Here(CLEO, "new rule", "/desk/words/new/"),
    Here(CLEO, "new rule from a search", rule_from_a_search),
    Here(CLEO, "new rule, nothing filled in", "/desk/words/new/", press="Save the draft"),
    Here(CLEO, "new version", rule("purging.act", "draft/"), press="Check it without saving"),
    Here(CLEO, "new version as text", rule("purging.act", "draft/?as=text")),
    Here(CLEO, "new rule as text, nothing filled in", "/desk/words/new/?as=text", press="Save the draft"),
    Here(CLEO, "new version of a list", rule("list.concepts", "draft/")),
    Here(CLEO, "try a text", "/desk/words/try/", press="Try it"),
    Here(CLEO, "try a rule", rule("purging.act", "1/try/")),
    Here(CLEO, "compare versions", rule("purging.act", "compare/?old=1&new=1")),
    Here(CLEO, "random audit", "/desk/words/audit/"),
    Here(CLEO, "bring in a file", "/desk/words/upload/", press="Bring it in"),
    Here(PAT, "rule, as a moderator", rule("purging.act")),
    Here(CLEO, "who somebody is", identity()),
    Here(CLEO, "show who somebody is, no reason", identity("show/"), press="Show it once"),
    Here(CLEO, "fill in who somebody is", identity("fill/")),
    Here(CLEO, "who else has a number", identity("same-number/")),
    Here(CLEO, "who else has a number, no reason", identity("same-number/"), press="Show it once"),
    Here(CLEO, "second factor", "/you/second-factor/"),
    Here(CLEO, "change of password", "/you/password/"),
    Here(CLEO, "staff room", "/staff-room/"),
    Here(CLEO, "staff room, nothing said", "/staff-room/", press="Say it"),
    Here(CLEO, "how are you today", "/staff-room/mood/", press="Show me"),
    Here(GIL, "unlock the key", "/guardian/unlock/"),
    Here(GIL, "unlock the key, nothing filled in", "/guardian/unlock/", press="Unlock"),
    Here(GIL, "reports", unlocked("/guardian/")),
    Here(GIL, "a report", a_spoken_report()),
    Here(GIL, "a report, nothing written", a_spoken_report(), press="Send"),
    Here(GIL, "hold a report", a_spoken_report("hold/"), press="Hold it"),
    Here(GIL, "give a report to another", a_spoken_report("hand-over/")),
    Here(GIL, "who used a key", unlocked("/guardian/reads/")),
    Here(GIL, "numbers of past quarters", unlocked("/guardian/counts/")),
    Here(GIL, "his key", "/guardian/key/"),
    Here(GIL, "change the passphrase", unlocked("/guardian/key/passphrase/"), press="Change it"),
    Here(GIL, "get the key back", "/guardian/key/recover/", press="Get it back"),
    Here(PAT, "lobby", "/lobby/"),
    Here(MIA, "living rooms", "/living-room/"),
    Here(MIA, "living room", living()),
    Here(MIA, "living room, nothing said", living(), press="Send"),
    Here(MIA, "sessions of a living room", living("sessions/")),
    Here(MIA, "a quiet word", living("quiet-word/"), press="Send it to the team"),
    Here(MIA, "a line to the team", living("1/report/")),
    Here(PAT, "living room, as a host", living()),
    Here(PAT, "hosting a living room", living("host/")),
    Here(PAT, "planning a session", living("sessions/new/"), press="Plan it"),
    Here(PAT, "removing a line", living("1/hide/"), press="Remove it"),
    Here(PAT, "desk", "/desk/"),
    Here(CLARA, "desk without a case", "/desk/"),
]


@pytest.fixture(scope="module")
def page_as(visitors, building):
    """`page_as(who)`: one page each, kept for all that this person looks at. And what went wrong on them."""
    watch, kept = Watch(building.address), {}

    def page(who: str) -> Page:
        if who not in kept:
            kept[who] = _arrive(who)
        return kept[who]

    def _arrive(who: str) -> Page:
        if who not in (STRANGER, NEWCOMER, HALF_IN):
            return visitors.signed_in(who, watch).new_page()
        arrived = visitors.context(watch).new_page()
        if who == NEWCOMER:
            _answer_everything(arrived, issue_a_key(page(CLEO), room="Onward"))
        if who == HALF_IN:
            give_name_and_password(arrived, CLEO)
        return arrived

    yield page, watch
    for page_kept in kept.values():
        page_kept.context.close()


def _answer_everything(page: Page, link: str) -> None:
    join_up_to_the_last_button(page, link, a_handle())


@pytest.mark.parametrize("here", PAGES, ids=str)
def test_a_page_is_usable_by_all_who_can_see_it(page_as, here):
    open_page, watch = page_as
    page = open_page(here.who)
    watch.wrong.clear()
    resize(page, DESKTOP)
    go(page, here)

    assert page.title().endswith(" – Alongside"), page.title()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    faults = [f"at 1280: {fault}" for fault in found_by_axe(page)]
    resize(page, PHONE)
    if not has_no_sideways_scroll(page):
        faults.append("scrolls sideways on a phone")
    if not shows_something_in_forced_colours(page):
        faults.append("shows nothing in forced colours")
    resize(page, ZOOMED)
    faults += [f"at 320: {fault}" for fault in found_by_axe(page)]
    assert not faults + watch.wrong, "\n".join(faults + watch.wrong)


def go(page: Page, here: Here) -> None:
    address = here.address(page) if callable(here.address) else here.address
    answer = page.goto(address)
    assert answer is not None
    if "/sign-in/again/?" in page.url:
        show_it_is_you(page)
    assert answer.status == here.status, f"{address} answered {answer.status}"
    for label, text in here.fill.items():
        page.get_by_label(label).fill(text)
    if here.press:
        page.get_by_role("main").get_by_role("button", name=here.press).first.click()
        page.wait_for_load_state()


def show_it_is_you(page: Page) -> None:
    """So many pages take longer than a sign-in counts as fresh."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Continue").click()
    page.wait_for_load_state()


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def found_by_axe(page: Page) -> list[str]:
    """Violations, and what axe could not decide unless it stands in DECIDED."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations", "incomplete"]}
    result = Axe().run(page, options=options).response
    return [
        f"{found['id']}: {found['help']}\n    {node['html'][:160]}\n    {node.get('failureSummary', '')[:200]}"
        for kind in ("violations", "incomplete")
        for found in result[kind]
        for node in found["nodes"]
        if kind == "violations" or not is_decided(found["id"], node)
    ]


def is_decided(rule: str, node: dict[str, Any]) -> bool:
    hindrances = [(check.get("data") or {}).get("messageKey") for check in node["any"]]
    return any(
        (rule, hindrance, name) in DECIDED for hindrance in hindrances for name in classes(node["html"])
    )


def classes(html: str) -> list[str]:
    """Of the element itself, not of what stands in it."""
    found = re.match(r'<[^>]*\bclass="([^"]*)"', html)
    return found.group(1).split() if found else []


def shows_something_in_forced_colours(page: Page) -> bool:
    """A picture of one colour is small, whatever its size."""
    page.emulate_media(forced_colors="active")
    picture = page.screenshot()
    page.emulate_media(forced_colors="none")
    return len(picture) > 5_000
