"""Forms sent as no browser sends them: refused or answered, never a server error."""

import pytest

CHARSETS = [
    "utf-7",
    "hex",
    "base64",
    "rot13",
    "utf-16",
    "zlib",
    "idna",
    "punycode",
    "no-such",
    "cp037",
    "unicode_escape",
]


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_form_in_another_charset_is_refused(charset, building, sign_in):
    client = sign_in(building.mia)
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = client.generic(
            "POST", "/rooms/harbour/new/", b"title=+2AA-&body=+2AA-", f"{kind}; charset={charset}"
        )
        assert answer.status_code in {400, 415}, kind
    assert client.get("/rooms/harbour/", CONTENT_TYPE=f"text/plain; charset={charset}").status_code in {
        400,
        415,
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x\r\n\r\n",
        b"--x\r\nContent-Disposition: form-data; name=\x00\r\n\r\n\xff\r\n--x--",
        b"\xff\xfe%",
        b"&" * 20_000,
    ],
)
@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "text/plain",
        "",
    ],
)
def test_a_broken_body_is_no_server_error(body, kind, building, sign_in):
    assert sign_in(building.mia).generic("POST", "/rooms/harbour/new/", body, kind).status_code < 500
