"""The anonymous side as its own process has it, and guardians with keys."""

import re

import pytest
from django.test import Client

from community.guardians import actions, ceremony
from community.guardians.models import Custody
from community.speak_up import receipts
from community.speak_up import settings as own
from community.speak_up.models import Reader, Report

PASSPHRASE = "a heron stands in the morning"
FROM_HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}
SECRET_TEXT = "The night rota is signed by people who were not there."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "speak_up" in str(item.path) and "two_stores" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(databases=["default", "speak_up"]))


@pytest.fixture
def two_stores(building):
    """Tests that ask for this may look into both databases."""
    return building


@pytest.fixture
def outside_process(settings):
    """What follows is answered as in the process of the anonymous side."""
    for name in ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "FILE_UPLOAD_HANDLERS", "CACHES",
                 "DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FILES"):  # fmt: skip
        setattr(settings, name, getattr(own, name))


@pytest.fixture
def gils_key(two_stores) -> Custody:
    return ceremony.make_key(
        by=two_stores.gil,
        name="Gil Ashworth",
        says="Speak Up Guardian.",
        outside=False,
        passphrase=PASSPHRASE,
    )


@pytest.fixture
def outsider(two_stores) -> Reader:
    """Somebody who does not work for the trust; her private key is not needed."""
    return Reader.objects.create(
        name="Nell Okafor", says="Of the charity.", outside=True, public_key=b"\x09" + bytes(31)
    )


@pytest.fixture
def gil_unlocked(gils_key) -> actions.Guardian:
    private = ceremony.unlock(custody=gils_key, passphrase=PASSPHRASE, by=gils_key.person)
    found = actions.guardian_of(custody=gils_key, private=private)
    assert found is not None
    return found


class Reporter:
    """Somebody unknown with a browser without script."""

    def __init__(self) -> None:
        self.client = Client(**FROM_HERE)
        self.receipt = ""

    def send(self, *readers: Reader, answers: dict | None = None, **last):
        """Through every page to the receipt; returns the last answer."""
        page = self.client.post("/report/")
        steps = {
            "topic": "bullying",
            "what": SECRET_TEXT,
            "where": "Ward 9",
            "readers": [one.ref for one in readers],
        }
        for step, answer in (steps | (answers or {})).items():
            page = self.client.post("/report/", {"draft": draft_in(page), "step": step, step: answer})
        draft = draft_in(page)
        answer = self.client.post(
            "/report/", {"draft": draft, "step": "check", "work": work_for(page), **last}
        )
        found = re.search(r'id="receipt"[^>]*>([^<]+)<', answer.content.decode())
        self.receipt = found.group(1) if found else ""
        return answer

    def come_back(self, **more):
        return self.client.post("/return/", {"receipt": self.receipt, **more})

    def go(self, go: str, **more):
        passed = re.search(r'name="pass" value="([^"]+)"', self.come_back().content.decode())
        assert passed
        return self.client.post("/return/", {"pass": passed.group(1), "go": go, **more})


def draft_in(page) -> str:
    found = re.search(r'name="draft" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:3000]
    return found.group(1)


def work_for(page) -> str:
    """What the script of the page finds."""
    from itertools import count

    from community.speak_up.work import is_done

    found = re.search(r'data-work="([0-9a-f]+)"', page.content.decode())
    return next(str(n) for n in count() if is_done(found.group(1), str(n))) if found else ""


@pytest.fixture
def easy_work(monkeypatch):
    """A sum of 16 tries, not of 65,536."""
    monkeypatch.setattr("community.speak_up.work.BITS", 4)


@pytest.fixture
def reporter(two_stores, outside_process, easy_work) -> Reporter:
    return Reporter()


@pytest.fixture
def a_report(reporter, gils_key) -> Report:
    """Sent to Gil."""
    reporter.send(Reader.objects.get(name="Gil Ashworth"))
    return Report.objects.get(lookup=receipts.opener(reporter.receipt).lookup)
