"""What a browser is sent from the theme: nothing from another host, no colour outside the tokens."""

import gzip
import re
from pathlib import Path

import pytest

THEMES = Path(__file__).resolve().parents[3] / "themes"
STATIC = THEMES / "base" / "static"
SENT = [
    path
    for path in THEMES.rglob("*")
    if path.suffix in {".css", ".js", ".html", ".svg", ".txt"} and not path.name.startswith("LICENCE")
]
# A namespace is a name, not an address: no browser fetches it.
NAMES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")


def names_of(paths):
    return [str(path.relative_to(THEMES)) for path in paths]


def without_comments(path: Path) -> str:
    text = path.read_text("utf-8")
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", "", text, flags=re.DOTALL)
    if path.suffix in {".css", ".js"}:
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for name in NAMES:
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize("path", SENT, ids=names_of(SENT))
def test_nothing_is_fetched_from_outside(path):
    found = re.findall(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", without_comments(path))
    assert found == []


def test_the_vendored_files_carry_no_face_no_map_and_their_licence():
    vendor = STATIC / "vendor" / "nhsuk"
    for name in ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js"):
        text = (vendor / name).read_text()
        assert "@font-face" not in text
        assert "sourceMappingURL" not in text
        assert "rutiger" not in text
    assert "MIT License" in (vendor / "LICENCE.txt").read_text()


def test_every_picture_that_the_css_names_is_here():
    css = STATIC / "vendor" / "nhsuk" / "nhsuk-frontend.min.css"
    named = set(re.findall(r"url\(([^)]+)\)", css.read_text()))
    assert named
    assert all((css.parent / name).is_file() for name in named)


def test_our_css_names_no_colour_and_every_token_is_defined():
    ours = (STATIC / "alongside" / "alongside.css").read_text()
    assert (
        re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", re.sub(r"/\*.*?\*/", "", ours, flags=re.DOTALL)) == []
    )
    defined = set(re.findall(r"(--[a-z-]+):", (STATIC / "alongside" / "tokens.css").read_text()))
    vendored = (STATIC / "vendor" / "nhsuk" / "nhsuk-frontend.min.css").read_text()
    used = set(re.findall(r"var\((--[a-z-]+)", ours + vendored))
    assert used <= defined
    assert defined <= used, "a token that nothing uses"


def test_the_frame_fits_a_slow_line():
    """WCAG asks nothing here; a phone on a poor signal does. Gzip, as the server sends it."""
    paths = [
        STATIC / "vendor" / "nhsuk" / name for name in ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js")
    ]
    paths += [
        STATIC / "alongside" / name for name in ("tokens.css", "alongside.css", "exit.js", "alongside.js")
    ]
    assert sum(len(gzip.compress(path.read_bytes())) for path in paths) < 64_000


CLASS = re.compile(r'class="([^"]*)"')


def test_every_house_class_in_a_template_is_in_the_css():
    css = (STATIC / "alongside" / "alongside.css").read_text()
    known = set(re.findall(r"\.(as-[\w-]+)", css)) | {"as-bar__more", "as-log__list"}
    for path in (THEMES / "base" / "templates").rglob("*.html"):
        text = re.sub(r"{%.*?%}|{{.*?}}", "\0", path.read_text(), flags=re.DOTALL)
        used = {name for classes in CLASS.findall(text) for name in classes.replace("\0", " \0").split()}
        unknown = {name for name in used if name.startswith("as-") and not name.endswith("-")} - known
        assert not unknown, f"{path.name}: {unknown}"
