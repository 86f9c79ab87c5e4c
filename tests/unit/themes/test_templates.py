"""Rules that every template keeps, whoever wrote it: docs/themes.md says them in words."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[3] / "themes" / "base" / "templates"
ALL = sorted(TEMPLATES.rglob("*.html"))
FRAMES = {"base.html", "allauth/layouts/base.html", "speak_up/frame.html"}


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def text_of(path: Path) -> str:
    return re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.DOTALL)


def is_page(path: Path) -> bool:
    return name_of(path) not in FRAMES and re.search(r"{% block (main|content) %}", text_of(path)) is not None


def is_without_cookies(path: Path) -> bool:
    """Speaking up sets no cookie, not that of a token either: Origin and Sec-Fetch-Site are asked instead
    (tests/unit/speak_up/)."""
    return path.parent.name == "speak_up"


PAGES = [path for path in ALL if is_page(path)]


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_nothing_inline_that_the_content_policy_would_block(path):
    text = text_of(path)
    assert not re.search(r"\sstyle\s*=", text), "a style attribute"
    assert not re.search(r"<style\b", text), "a style element"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "an event handler"
    assert "javascript:" not in text
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, f"a script in the page: {script}"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_has_one_heading_of_the_first_rank(path):
    """One `<h1`, or none where a question is the heading: then the file says `{# h1: … #}`."""
    written = len(re.findall(r"<h1\b", text_of(path)))
    said = re.search(r"{# h1:", path.read_text()) is not None
    draws_a_form = re.search(r"{{ (\w+\.)*(form|as_field_group)\b", text_of(path)) is not None
    assert written == 1 or (written == 0 and draws_a_form) or said


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_has_a_title_of_its_own(path):
    assert re.search(r"{% block (title|head_title) %}\s*\S", text_of(path)) or re.search(
        r'{% extends "(account/base_reauthenticate|mfa/(totp|recovery_codes)/base)\.html" %}', text_of(path)
    )


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_form_leaves_the_telling_of_errors_to_us_and_is_protected(path):
    for form in re.findall(r"<form\b.*?</form>", text_of(path), flags=re.DOTALL):
        head = form[: form.index(">")]
        if 'method="post"' not in head:
            continue
        assert "csrf_token" in form or "slot body" in form or is_without_cookies(path), "no csrf_token"
        if "{{ form" in form:
            assert "novalidate" in form.split("{% csrf_token", maxsplit=1)[0], "no novalidate"


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_picture_always_says_what_it_is_or_that_it_is_decoration(path):
    for image in re.findall(r"<img\b.*?>", re.sub(r"{%.*?%}|{{.*?}}", "x", text_of(path)), flags=re.DOTALL):
        assert "alt=" in image
