"""The 24 pictures to choose from: each drawn, each said in words, no two alike."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "themes" / "base" / "static" / "alongside" / "avatars"
AVATARS = yaml.safe_load((ROOT / "fixtures" / "avatars.yaml").read_text())
SLUGS = [avatar["slug"] for avatar in AVATARS]


def test_there_are_24_and_each_is_drawn():
    assert len(SLUGS) == 24
    assert sorted(path.stem for path in FOLDER.glob("*.svg")) == sorted(SLUGS)


@pytest.mark.parametrize("part", ["slug", "name", "alt"])
def test_no_two_share(part):
    assert len({avatar[part].casefold() for avatar in AVATARS}) == 24


@pytest.mark.parametrize("avatar", AVATARS, ids=SLUGS)
def test_each_is_said_in_words(avatar):
    assert avatar["name"]
    assert 8 <= len(avatar["alt"]) <= 100
    assert not avatar["alt"].lower().startswith(("image", "picture", "avatar"))


@pytest.mark.parametrize("slug", SLUGS)
def test_each_is_small_and_inert(slug):
    path = FOLDER / f"{slug}.svg"
    assert path.stat().st_size < 2048
    drawing = ElementTree.parse(path).getroot()
    tags = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert tags <= {"svg", "g", "path", "circle", "ellipse"}
    attributes = {name for element in drawing.iter() for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on") or name.endswith(("href", "style"))]


def test_each_is_told_apart_by_shape_not_only_colour():
    shapes = {re.sub(r'(fill|stroke)="[^"]*"', "", (FOLDER / f"{slug}.svg").read_text()) for slug in SLUGS}
    assert len(shapes) == 24
