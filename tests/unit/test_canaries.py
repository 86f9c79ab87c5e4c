"""The scanner finds what is there, however it is wrapped, and nothing that is not."""

import base64
import gzip
import io
import json
import pickle
import zipfile
import zlib

import pytest
from django.core import signing

from tests import canaries

WORD = "Millicent Canary-Ashdöwn"
HIDES = canaries.Canaries({"name": WORD, "number": "9434765919"})


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a/b.txt", content)
    return file.getvalue()


WRAPS = {
    "plain": lambda text: b"said " + text.encode(),
    "capitals": lambda text: text.upper().replace("Ö", "ö").encode(),
    "utf-16-le": lambda text: b"x" + text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "json": lambda text: json.dumps({"a": text}).encode(),
    "gzip": lambda text: gzip.compress(b"log\n" + text.encode()),
    "gzip behind something": lambda text: b"header" + gzip.compress(text.encode()),
    "zlib": lambda text: b"\1\2" + zlib.compress(text.encode()),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one letter in": lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
    "base64, two letters in": lambda text: base64.b64encode(b"xy" + text.encode() + b"z"),
    "base64 for addresses": lambda text: b"?t=" + base64.urlsafe_b64encode(b"\xfb\xff" + text.encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "a signed job": lambda text: signing.dumps({"args": [text] * 9}, compress=True).encode(),
    "a pickle in gzip in base64": lambda text: base64.b64encode(gzip.compress(pickle.dumps({"a": text}))),
    "zip": lambda text: zipped(text.encode()),
    "zip in gzip": lambda text: gzip.compress(zipped(text.encode())),
}


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("label", ["name", "number"])
def test_it_is_found_however_it_is_wrapped(wrap, label):
    word = {"name": WORD, "number": "9434765919"}[label]
    assert HIDES.in_bytes(WRAPS[wrap](word)) == {label}


@pytest.mark.parametrize("wrap", WRAPS)
def test_what_is_not_there_is_not_found(wrap):
    assert HIDES.in_bytes(WRAPS[wrap]("Millicent Canary-Ashdowns neighbour 9434765918")) == set()


def test_a_short_word_is_no_canary():
    with pytest.raises(AssertionError):
        canaries.Canaries({"name": "Mia"})


def test_it_says_where_and_never_what(building, tmp_path):
    building.mia.first_name = WORD
    building.mia.save()
    (tmp_path / "log.gz").write_bytes(gzip.compress(WORD.encode()))
    found = HIDES.found_in({"database": canaries.database(), "files": canaries.files(tmp_path)})
    assert [(label, source) for label, source, _place in found] == [("name", "database"), ("name", "files")]
    assert found[0][2].startswith("people_person.first_name")
    assert WORD not in str(found)
