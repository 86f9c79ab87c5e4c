"""The pictures of the README, taken from the building as it stands. SCREENSHOTS=1 keeps them."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.building import ROOT
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

KEPT_IN = ROOT / "docs" / "screenshots"
LARGEST = 120_000
COLOURS = 96


def start(page: Page) -> None:
    page.goto("/")


def lobby(page: Page) -> None:
    page.goto("/lobby/")


def thread(page: Page) -> None:
    page.goto("/rooms/harbour/")
    page.get_by_role("link", name="Evenings are the hardest part").click()


def desk(page: Page) -> None:
    page.goto("/desk/")


def case(page: Page) -> None:
    page.goto("/desk/")
    page.get_by_role("row").filter(has_text="slow-tide").get_by_role("link").click()


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


def keep(taken: bytes, path: Path) -> Path:
    """As a PNG with a palette, which is a quarter of the size and looks the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    return path
