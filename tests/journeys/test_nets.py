"""The nets that every journey hangs over catch what they are for."""

import pytest

from tests.journeys.conftest import Watch
from tests.journeys.test_every_page import found_by_axe

pytestmark = pytest.mark.parametrize("building", ["embedded"], indirect=True)

FAULTS = {
    "asked another host": "const picture = new Image(); picture.src = 'http://pictures.example/a.png'",
    "console": "console.error('something is wrong')",
    "script": "setTimeout(() => { throw new Error('something broke') })",
    "Content Security Policy": "const script = document.createElement('script'); script.textContent = 'var a'; "
    "document.head.append(script)",
}


@pytest.mark.parametrize("sign", FAULTS)
def test_what_goes_wrong_on_a_page_is_noticed(visitors, building, sign):
    watch = Watch(building.address)
    context = visitors.context(watch)
    page = context.new_page()
    page.goto("/help-now/")
    assert not watch.wrong
    page.evaluate(f"() => {{ {FAULTS[sign]} }}")
    page.wait_for_timeout(300)
    context.close()
    assert any(sign in wrong for wrong in watch.wrong), watch.wrong


def test_axe_sees_a_picture_without_words(page_of):
    page = page_of(None)
    page.goto("/help-now/")
    assert not found_by_axe(page)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert any(fault.startswith("image-alt") for fault in found_by_axe(page))
