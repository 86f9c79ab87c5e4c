"""The frame of every page: the way out first, help in its one place, one page for whatever is shut."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

LINKS = [SimpleNamespace(url=f"/{n}/", label=f"Place {n}", current=n == 2, new=0) for n in range(7)]
MEMBER = SimpleNamespace(handle="quiet-otter", avatar="otter")


def frame(**context):
    given = {"site_name": "Alongside", "person": None, "navigation": [], "crisis_contacts": []}
    return render_to_string(context.pop("template", "404.html"), given | context)


def stops(html):
    """What Tab would reach, in order."""
    return re.findall(r"<(?:a\b[^>]*\bhref|button|input|select|textarea|summary)[^>]*>", html)


@pytest.mark.parametrize(
    "template", ["404.html", "403.html", "403_csrf.html", "500.html", "account/signup_closed.html"]
)
def test_the_way_out_is_first_then_the_skip_link_then_help(template):
    first, second, third = stops(frame(template=template))[:3]
    assert "data-exit" in first
    assert 'href="#main"' in second
    assert "help" in third


def test_there_is_a_second_way_out_at_the_end():
    html = frame()
    assert html.count("data-exit") == 2
    assert html.index("as-exit-again") > html.index("</main>")


def test_the_way_out_works_without_scripts_and_tells_the_next_site_nothing():
    link = stops(frame())[0]
    assert 'href="/leave/"' in link
    assert "noreferrer" in link


@pytest.mark.parametrize("context", [{}, {"person": MEMBER, "navigation": LINKS}, {"demo": True}])
def test_one_main_one_heading_one_language(context):
    html = frame(**context)
    assert html.count("<main") == 1
    assert html.count("<h1") == 1
    assert re.search(r'<html[^>]*\blang="en', html)


def test_the_title_is_thing_then_place_then_name():
    assert re.search(r"<title>\s*We cannot show this page – Alongside\s*</title>", frame())


def test_a_page_with_errors_says_so_in_its_title():
    from django import forms

    class Needs(forms.Form):
        name = forms.CharField()

    assert re.search(r"<title>\s*Error: ", frame(form=Needs({})))
    assert not re.search(r"<title>\s*Error: ", frame(form=Needs()))


def test_four_places_in_the_bar_and_the_rest_under_more():
    html = frame(person=MEMBER, navigation=LINKS)
    bar = html[html.index('class="as-bar"') :]
    assert re.findall(r"Place \d", bar[: bar.index("<details")]) == [f"Place {n}" for n in range(4)]
    assert re.findall(r"Place \d", bar[bar.index("<details") :]) == [f"Place {n}" for n in range(4, 7)]
    assert html.count('aria-current="page"') == 2


def test_the_demo_says_that_it_is_one():
    assert "invented" in frame(demo=True)
    assert "invented" not in frame(demo=False)


def test_what_is_hidden_and_what_is_absent_look_the_same(sign_in, mia):
    client = sign_in(mia)
    one, other = client.get("/rooms/lantern/"), client.get("/rooms/nothing-here/")
    assert one.status_code == other.status_code == 404
    assert one.content == other.content
    assert b"lantern" not in one.content.lower()


def test_the_page_of_a_shut_door_gives_its_reason_and_else_looks_like_the_absent_one():
    assert frame(template="403.html").split() == frame(template="404.html").split()
    assert "This thread is closed." in frame(template="403.html", exception="This thread is closed.")


def test_the_broken_page_leans_on_nothing():
    html = render_to_string("500.html")
    assert "999" in html
    assert "{%" not in html


def test_help_says_the_emergency_line_once_and_always():
    contacts = [
        {"label": "Danger to life", "number_or_text": "999 or A&E", "href": "tel:999"},
        {"label": "Our own line", "number_or_text": "In the day", "href": ""},
    ]
    for given in (contacts, []):
        html = render_to_string("partials/help_card.html", {"crisis_contacts": given})
        assert html.count("tel:999") == 1
    assert "Our own line" in render_to_string("partials/help_card.html", {"crisis_contacts": contacts})


@pytest.mark.parametrize(("priority", "word"), [(1, "Now"), (2, "Today"), (3, "Routine"), (4, "Search only")])
def test_a_priority_is_a_word_and_a_shape(priority, word):
    html = render_to_string("partials/priority.html", {"priority": priority})
    assert word in html
    assert html.count("<svg") == 1


def test_pages_show_only_ways_that_exist():
    first = SimpleNamespace(number=1, previous_number=None, next_number=2, last=2)
    only = SimpleNamespace(number=1, previous_number=None, next_number=None, last=1)
    html = render_to_string("partials/pagination.html", {"page_obj": first})
    assert "Page 1 of 2" in html
    assert 'rel="prev"' not in html
    assert "page=2" in html
    assert "<nav" not in render_to_string("partials/pagination.html", {"page_obj": only})


@pytest.mark.parametrize("avatar", ["otter", SimpleNamespace(slug="otter")])
def test_an_avatar_is_drawn_from_its_slug(avatar):
    html = render_to_string("partials/avatar.html", {"avatar": avatar})
    assert "alongside/avatars/otter" in html
    assert 'alt=""' in html


def test_nobody_without_an_avatar_breaks_a_page():
    assert render_to_string("partials/avatar.html", {"avatar": None}).strip() == ""


def test_the_sign_in_page_of_the_demo_lists_who_one_can_be():
    row = {"handle": "mia", "role": "Patient", "password": "four words", "what_to_try": "Write"}
    html = render_to_string(
        "partials/demo_sign_ins.html",
        {"demo_sign_ins": [row, row | {"handle": "max"}], "demo_totp_secret": "ABC"},
    )
    assert html.count("four words") == 1
    assert "mia" in html
    assert "max" in html
    assert "ABC" in html


TEMPLATES = Path(settings.BASE_DIR) / "themes/base/templates"
FRAMES = {"base.html", "speak_up/frame.html", "wagtailadmin/base.html", "wagtailadmin/admin_base.html"}
# Without the application there is no frame; a file that somebody takes away is no page.
NO_PAGES = {"500.html", "people/data_copy.html"}
PIECES = {"forms", "partials", "allauth"}


def stands_in(template: str) -> str:
    """The frame at the bottom of what this one extends, by way of allauth's own; itself where it extends nothing."""
    found = re.search(r'{% extends "([^"]+)"', get_template(template).template.source)
    if found is None or found[1] in FRAMES:
        return found[1] if found else template
    return stands_in(found[1])


def test_every_page_stands_in_the_frame_and_so_has_the_way_out():
    pages = {
        f"{path.relative_to(TEMPLATES)}"
        for path in TEMPLATES.rglob("*.html")
        if path.relative_to(TEMPLATES).parts[0] not in PIECES
        and ("<h1" in path.read_text() or "{% block main %}" in path.read_text())
    }
    assert len(pages) > 100
    assert {page for page in pages - NO_PAGES - FRAMES if stands_in(page) not in FRAMES} == set()
