"""The pictures of the README, taken from the building as it stands. SCREENSHOTS=1 keeps them."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys import test_joining
from tests.journeys.building import ROOT
from tests.journeys.conftest import DESKTOP, PHONE, open_thread_of_harbour

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

KEPT_IN = ROOT / "docs" / "screenshots"
LARGEST = 120_000
COLOURS = 96


def start(page: Page) -> None:
    page.goto("/")


def lobby(page: Page) -> None:
    page.goto("/lobby/")


def thread(page: Page) -> None:
    open_thread_of_harbour(page, "Evenings are the hardest part")


def desk(page: Page) -> None:
    page.goto("/desk/")


def case(page: Page) -> None:
    page.goto("/desk/")
    page.get_by_role("row").filter(has_text="slow-tide").get_by_role("link").first.click()


def library_document(page: Page) -> None:
    page.goto("/library/urges-pass/")
    expect(page.locator("main img")).to_be_visible()


PICTURES = [
    (start, None, PHONE),
    (lobby, "quiet-otter", DESKTOP),
    (thread, "quiet-otter", DESKTOP),
    (desk, "cleo-clinician", DESKTOP),
    (case, "cleo-clinician", DESKTOP),
    (library_document, "quiet-otter", DESKTOP),
]


@pytest.mark.parametrize(("show", "who", "size"), PICTURES, ids=[show.__name__ for show, _, _ in PICTURES])
def test_a_picture_for_the_readme_is_small_and_shows_its_page(page_of, tmp_path, show, who, size):
    page = page_of(who, size=size)
    show(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.evaluate("document.fonts.ready")
    folder = KEPT_IN if os.environ.get("SCREENSHOTS") == "1" else tmp_path
    picture = keep(page.screenshot(), folder / f"{show.__name__.replace('_', '-')}.png")
    assert 8_000 < picture.stat().st_size <= LARGEST


def test_every_question_of_joining_on_a_phone_in_one_picture(page_of, tmp_path, monkeypatch):
    taken: list[Image.Image] = []

    def with_a_picture(page: Page, question: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(question)
        taken.append(whole(page))
        page.get_by_role("button", name="Continue").click()

    monkeypatch.setattr(test_joining, "answer", with_a_picture)
    link = test_joining.issue_a_key(page_of("cleo-clinician"), room="Lantern")
    newcomer = page_of(None, size=PHONE)
    test_joining.join_up_to_the_last_button(newcomer, link, test_joining.a_handle())
    taken.append(whole(newcomer))
    assert {picture.width for picture in taken} == {PHONE[0]}
    folder = KEPT_IN if os.environ.get("SCREENSHOTS") == "1" else tmp_path
    assert keep(side_by_side(taken), folder / "joining.png").stat().st_size <= 2 * LARGEST


def whole(page: Page) -> Image.Image:
    """From its top, with the pictures that a browser fetches only when one comes near them."""
    page.evaluate("""async () => {
        document.querySelectorAll("img").forEach((one) => { one.loading = "eager" })
        await Promise.all([...document.images].map((one) => one.decode()))
        scrollTo(0, 0)
    }""")
    return Image.open(io.BytesIO(page.screenshot(full_page=True)))


def side_by_side(pictures: list[Image.Image], gap: int = 16) -> bytes:
    width = sum(picture.width + gap for picture in pictures) - gap
    sheet = Image.new("RGB", (width, max(picture.height for picture in pictures)), "white")
    for n, picture in enumerate(pictures):
        sheet.paste(picture, (n * (picture.width + gap), 0))
    kept = io.BytesIO()
    sheet.save(kept, "PNG")
    return kept.getvalue()


def keep(taken: bytes, path: Path) -> Path:
    """As a PNG with a palette, which is a quarter of the size and looks the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    return path
