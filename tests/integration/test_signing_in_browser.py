"""Signing in as a person does it, in Chromium with a virtual authenticator and beside the real provider.

In front of our own settings and cast, not of the demo: there a guardian and an administrator need a passkey. The
address is localhost, as browsers make no passkey for an address of figures."""

import os
import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD, TOTP_SECRET
from tests.journeys.conftest import DESKTOP, PHONE, has_no_sideways_scroll
from tests.oidc_provider import process
from tests.unit.people.test_sign_in import digits

pytestmark = [pytest.mark.journey, pytest.mark.services, pytest.mark.django_db(transaction=True)]
SCREENS = os.environ.get("SCREENS", "")


@pytest.fixture(scope="module", autouse=True)
def _playwright_keeps_a_loop(django_db_setup):
    """In the thread of the tests, where Django would refuse to ask the database; the server has threads of its own.
    The test database is made before it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def page(browser, live_server, building):
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(10_000)
    wrong = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on(
        "console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None
    )
    page = context.new_page()
    yield page
    context.close()
    assert not wrong


@pytest.fixture
def authenticator(page):
    """A phone that knows its owner's finger."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def knows_its_owner(yes: bool) -> None:
        protocol.send(
            "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": yes}
        )

    return knows_its_owner


def looked_at(page: Page, name: str) -> None:
    """It fits on a phone and on a desk; with SCREENS=<folder> a picture of each is left there."""
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        assert has_no_sideways_scroll(page), f"{name} scrolls sideways at {width}"
        if SCREENS:
            page.screenshot(path=Path(SCREENS) / f"{name}-{width}.png", full_page=True)


def give_password(page: Page, handle: str) -> None:
    page.goto("/sign-in/")
    looked_at(page, "sign-in")
    page.get_by_label("Your name here").fill(handle)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def show_it_is_me(page: Page) -> None:
    """Only where the page asks for it."""
    if "/sign-in/again/" in page.url:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()


def add_a_passkey(page: Page, name: str = "My phone") -> None:
    page.goto("/you/passkeys/add/")
    show_it_is_me(page)
    looked_at(page, "passkey-add")
    page.get_by_label("Name this passkey").fill(name)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(re.compile("/you/second-factor/"))


def sign_out(page: Page) -> None:
    page.goto("/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_member_adds_a_passkey_names_it_signs_in_with_it_and_takes_it_off(page, authenticator, building):
    give_password(page, "mia")
    add_a_passkey(page)
    page.goto("/you/second-factor/")
    looked_at(page, "locks")
    page.goto("/you/passkeys/")
    looked_at(page, "passkeys")
    page.get_by_role("link", name="Rename My phone").click()
    page.get_by_label("Name of this passkey").fill("The blue phone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The blue phone").first).to_be_visible()
    page.goto("/you/sign-ins/")
    looked_at(page, "sign-ins")
    sign_out(page)

    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, mia")

    page.goto("/you/passkeys/")
    page.get_by_role("link", name="Take off The blue phone").click()
    if page.get_by_role("button", name="Use my passkey").count():
        page.get_by_role("button", name="Use my passkey").click()
    show_it_is_me(page)
    page.get_by_role("button", name="Take it off").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    assert not Authenticator.objects.filter(user=building.mia).exists()


def test_a_device_that_does_not_know_who_holds_it_signs_nobody_in(page, authenticator):
    give_password(page, "mia")
    add_a_passkey(page)
    sign_out(page)
    authenticator(False)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The passkey did not work, or you stopped it.")).to_be_visible()
    page.goto("/lobby/")
    assert "/sign-in/" in page.url


def test_an_administrator_needs_a_passkey_and_gets_in_with_it(page, authenticator):
    give_password(page, "zed")
    page.get_by_label("Code").fill(digits(TOTP_SECRET))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You need a passkey")
    looked_at(page, "passkey-needed")
    add_a_passkey(page)
    page.goto("/lobby/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, zed")
    sign_out(page)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, zed")


@pytest.mark.parametrize("way", ["password", "passkey"])
def test_the_lock_keeps_a_draft_and_gives_it_back(way, page, authenticator):
    give_password(page, "mia")
    if way == "passkey":
        add_a_passkey(page)
    page.goto("/rooms/harbour/new/")
    page.locator("#id_title").fill("Today")
    page.locator("#id_body").fill("I stayed at the table.")
    beside = page.context.new_page()
    beside.goto(page.url.replace("new/", ""))
    page.get_by_role("button", name="Lock").click()
    for each in (page, beside):
        expect(each.get_by_role("heading", level=1)).to_have_text("This screen is locked")
    assert "table" not in page.content()
    looked_at(page, f"lock-{way}")
    if way == "passkey":
        page.get_by_role("button", name="Use my passkey").click()
        page.get_by_role("button", name="Use my passkey").click()
    else:
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Unlock").click()
    expect(page.locator("#id_body")).to_have_value("I stayed at the table.")
    looked_at(page, "draft-back")


def test_a_text_sent_after_the_session_ended_is_there_again(page):
    give_password(page, "mia")
    page.goto("/rooms/harbour/new/")
    page.locator("#id_title").fill("Today")
    page.locator("#id_body").fill("I stayed at the table.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in again")
    looked_at(page, "sign-in-again")
    page.get_by_label("Your name here").fill("mia")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("#id_body")).to_have_value("I stayed at the table.")


def test_the_page_of_staff_locks_itself_when_nobody_touches_it(page, settings):
    settings.STAFF_LOCK_AFTER_S = 2
    give_password(page, "cleo")
    page.get_by_label("Code").fill(digits(TOTP_SECRET))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This screen is locked")


@pytest.mark.parametrize(
    ("which", "who", "name"), [("staff", "cleo", "cleo-card"), ("member", "mia", "nhs-mia")]
)
def test_somebody_links_the_provider_and_signs_in_with_it(which, who, name, page, live_server, settings):
    with process.standing(live_server.url) as provider:
        settings.SIGN_IN_PROVIDERS = process.settings_for(provider)
        give_password(page, who)
        if which == "staff":
            page.get_by_label("Code").fill(digits(TOTP_SECRET))
            page.get_by_role("button", name="Sign in", exact=True).click()
        page.goto("/you/second-factor/")
        page.get_by_role("link", name="Link the provider").click()
        show_it_is_me(page)
        looked_at(page, "link-a-provider")
        page.get_by_role("button", name="Link it").click()
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Let me in").click()
        expect(page.get_by_text("The provider now opens your account.")).to_be_visible()
        looked_at(page, f"linked-{which}")
        sign_out(page)
        page.context.clear_cookies()  # the provider's too, or it asks nothing the second time
        page.goto("/sign-in/")
        page.get_by_role("link", name="Continue with the provider").nth(int(which == "member")).click()
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Let me in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {who}")
