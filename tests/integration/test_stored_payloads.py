"""What somebody wrote never runs and asks no outside host, through whatever kind of text it came, whoever opens it.

In Chromium with the content policy switched off, so that the pages alone have to hold; what the policy would add is
tested in `tests/unit/themes`. Ten payloads here, all five hundred in `make test FULL=hostile`."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from community.helping import actions as helping
from community.messages import actions as messages
from community.moderation import actions as moderation
from community.moderation.things import of_post
from community.people.models import Person
from community.people.services import wording
from community.people.vault import actions as vault
from community.people.vault.details import Details, Field
from community.rooms import actions as rooms
from community.rooms import drafts
from community.rooms.actions import pictures
from community.rooms.composing import Place, Written
from community.rooms.markup import as_quotation
from community.rooms.models import Thread
from community.rooms.pictures import copy_pixels
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case
from search import asking
from search.models import AskedOn
from tests.access.hostile.payloads import COUNT, payload
from tests.access.hostile.world import again, post
from tests.cast import Building, sign_in
from tests.unit.rooms.test_pictures import JPEG

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
RISKY = "I have been purging again since Sunday."
TEN = list(range(7, COUNT, 52))
LISTEN = "window.ran = []; window.zq = n => { window.ran.push(n); return 0 };"


@pytest.fixture(scope="module", autouse=True)
def _playwright_keeps_a_loop(django_db_setup):
    """In the thread of the tests, where Django would refuse to ask the database; the server has threads of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


def context_of(browser: Browser, home: str, person=None) -> tuple[BrowserContext, list[str]]:
    """A context whose pages count what runs, and the outside hosts that were asked."""
    context, outside = browser.new_context(base_url=home, bypass_csp=True), []
    context.set_default_timeout(30_000)
    context.add_init_script(LISTEN)
    context.on(
        "request",
        lambda asked: asked.url.startswith((home, "data:", "blob:", "about:")) or outside.append(asked.url),
    )
    if person is not None:
        session = sign_in(Client(), person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": home}])
    return context, outside


def ran(page: Page) -> list[int]:
    return page.evaluate("window.ran")


def write_everywhere(building: Building, texts: list[str]) -> dict[str, list[str]]:
    """Through every kind of text that somebody can write; who opens what then: handle -> addresses."""
    body = "\n\n".join([RISKY, *texts])
    for room in (building.harbour, building.onward):
        room.pictures = room.has_stories = True
        room.save()
    threads = [
        rooms.open_thread(room=building.harbour, title=text[:120], body=body, by=building.mia)[0]
        for text in texts
    ]
    thread = threads[0]
    at = thread.get_absolute_url()
    rooms.reply(thread=thread, body=as_quotation(body) + body, by=building.robin)
    rooms.reply(thread=thread, body="@mia " + body, by=building.robin)
    picture = pictures.keep(copied=copy_pixels(JPEG), room=building.harbour, by=building.mia)
    picture.words = texts[0][:300]
    rooms.reply(thread=thread, body=body, picture=picture, by=building.mia)
    rooms.edit(
        post=post(thread, 4), body=body + "!", by=again(building.mia), now=timezone.now() + timedelta(hours=1)
    )
    rooms.say_about(about=body[:1_000], by=again(building.robin))
    waiting, _said = rooms.hold(
        place=Place(building.harbour, thread), written=Written(body=body), by=again(building.mia)
    )
    rooms.hold(
        place=Place(building.harbour),
        written=Written(body=body, title=texts[0][:120]),
        by=again(building.mia),
    )
    rooms.refuse(waiting=waiting, by=again(building.pat), sentence=texts[-1][:200])
    drafts.save(
        place=Place(building.harbour), fields={"title": texts[0], "body": body}, seen=0, by=building.mia
    )
    talk = _messages(building, texts, body)
    return (
        _stories(building, texts, body) | _moderated(building, thread, texts, body, talk)
        | _of_carers(building, texts, body) | {
            "mia": [
                "/rooms/harbour/", at, f"{at}all/", f"{at}reply/?to=2&quote=1", "/you/drafts/", "/rooms/harbour/new/",
                f"/profiles/{building.robin.ref}/", "/notices/", "/lobby/",
                f"/search/{searched(building.mia, AskedOn.ROOMS)}/",
                *talk, "/you/decisions/", *_decisions(building), "/you/reports/",
            ]
        }
    )  # fmt: skip


def searched(person: Person, page: AskedOn) -> str:
    return asking.ask(questions={"q": "purging", "why": "Looking back"}, page=page, by=person).ref


def _stories(building: Building, texts: list[str], body: str) -> dict[str, list[str]]:
    told, _said = rooms.tell_story(
        room=building.onward, title=texts[0][:120], body=body, by=again(building.robin)
    )
    rooms.show_story(story=told, by=again(building.pat))
    helping.plan_session(
        service=building.eating_disorders, what=texts[0][:80], starts_at=timezone.now() + timedelta(days=1),
        ends_at=timezone.now() + timedelta(days=1, hours=1), places=2, by=again(building.pat),
    )  # fmt: skip
    return {"robin": ["/lobby/", "/stories/", told.get_absolute_url(), "/helping/", "/waiting-for-a-reply/"]}


def _moderated(
    building: Building, thread: Thread, texts: list[str], body: str, talk: list[str]
) -> dict[str, list[str]]:
    report, _said = moderation.report(
        thing=of_post(post(thread, 2)), reason="other", words=body, by=again(building.mia)
    )
    done = moderation.hide(
        post=post(thread, 4), by=again(building.pat), rule="numbers", sentence=body[:300], why=texts[0][:200]
    )
    appeal, _said = moderation.appeal(decision=done, words=body, by=again(building.mia))
    case = Case.objects.filter(person=building.mia).first()
    assert case is not None
    desk.add_note(case=case, text=body, by=again(building.cleo))
    _of_managers(building, texts, body)
    at = thread.get_absolute_url()
    return {
        "pat": [
            "/rooms/harbour/", at, f"{at}4/return/", "/moderation/",
            report.reported.get_absolute_url(),
            f"/moderation/done/{done.ref}/",
            "/rooms/harbour/waiting/",
            f"/desk/rota/{building.eating_disorders.slug}/",
            f"/profiles/{building.robin.ref}/",
        ],
        "cleo": [
            "/desk/", case.get_absolute_url(), f"/moderation/appeals/{appeal.ref}/",
            f"/desk/search/{searched(building.cleo, AskedOn.DESK)}/",
            *(address.replace("/messages/", "/desk/messages/") for address in talk),
        ],
        "sam": [
            "/services/eating-disorders/help-words/", "/reveals/", f"/cms/services/edit/{building.eating_disorders.pk}/",
            "/lobby/", "/moderation/", "/cms/", "/cms/services/",
        ],
    }  # fmt: skip


def _of_managers(building: Building, texts: list[str], body: str) -> None:
    """They read no text of a room; what colleagues wrote for them may be anything too."""
    service, cleo = building.eating_disorders, again(building.cleo)
    wording.propose(service=service, words=body[:500], by=cleo)
    vault.fill(person=building.mia, details=Details(real_name=texts[0][:120]), by=cleo)
    vault.reveal(person=building.mia, fields=[Field.REAL_NAME], why=texts[-1][:200], by=cleo)


def _of_carers(building: Building, texts: list[str], body: str) -> dict[str, list[str]]:
    """In rooms of their own; what stands in the others is never theirs to open."""
    kit = building.kit
    thread, _said = rooms.open_thread(room=building.kitchen, title=texts[0][:120], body=body, by=again(kit))
    rooms.reply(thread=thread, body=as_quotation(body) + "@kit " + body, by=again(building.clara))
    drafts.save(
        place=Place(building.kitchen), fields={"title": texts[0], "body": body}, seen=0, by=again(kit)
    )
    talk, _care = messages.start_with_team(
        service=building.talking_therapies, subject=texts[0][:120], body=body, by=again(kit)
    )
    messages.send(conversation=talk, body=body, by=again(building.clara))
    at = thread.get_absolute_url()
    return {
        "kit": [
            at, "/lobby/", "/rooms/kitchen/", f"{at}all/", f"{at}reply/?to=1&quote=1", "/rooms/kitchen/new/",
            "/you/drafts/", "/messages/", f"/messages/{talk.ref}/", "/notices/", "/bookmarks/",
        ]
    }  # fmt: skip


def _messages(building: Building, texts: list[str], body: str) -> list[str]:
    started, _care = messages.start_with_team(
        service=building.eating_disorders, subject=texts[0][:120], body=body, by=again(building.mia)
    )
    messages.send(conversation=started, body=body, by=again(building.cleo))
    return ["/messages/", f"/messages/{started.ref}/"]


def _decisions(building: Building) -> list[str]:
    return [one.get_absolute_url() for one in building.mia.decisions.all()]


def look(browser: Browser, home: str, building: Building, pages: dict[str, list[str]]) -> Iterator[str]:
    """What went wrong on each page of each person; every folded part of it stands open."""
    for handle, addresses in pages.items():
        context, outside = context_of(browser, home, getattr(building, handle))
        page = context.new_page()
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, f"{handle} {address}: {answer.status}"
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            if ran(page) or outside:
                yield f"{handle} {address}: ran {ran(page)}, asked {outside}"
                outside.clear()
        context.close()


def alive(browser: Browser, home: str, numbers: list[int]) -> int:
    """How many of them run or ask when they are put into a page as they are."""
    context, outside = context_of(browser, home)
    page, lively = context.new_page(), 0
    page.goto("/help-now/")
    for n in numbers:
        page.set_content(f"<!DOCTYPE html><script>{LISTEN}</script><body>{payload(n)}", wait_until="commit")
        page.wait_for_timeout(50)
        lively += bool(ran(page) or outside)
        outside.clear()
    context.close()
    return lively


def test_what_was_written_neither_runs_nor_asks_an_outside_host(browser, live_server, building):
    """The first pages of each here, all of them in the long run."""
    assert alive(browser, live_server.url, TEN) > len(TEN) // 2, "these payloads show nothing"
    pages = write_everywhere(building, [payload(n) for n in TEN])
    few = {handle: addresses[:3] for handle, addresses in pages.items()}
    assert list(look(browser, live_server.url, building, few)) == []
