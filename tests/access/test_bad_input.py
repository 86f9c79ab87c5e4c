"""Bad input gets a clear answer, never a server error."""

import pytest
from django.test import Client

from tests.searching import look_at

NASTY = [
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "..%2f..%2fetc",
    "%2e%2e/",
    "x" * 3000,
    "‮",
    "99999999999999999999",
    "'\"><script>",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_addresses_are_never_a_server_error(nasty, building, sign_in):
    addresses = [
        f"/rooms/{nasty}/", f"/rooms/harbour/{nasty}/", f"/rooms/harbour/{nasty}/{nasty}/edit/", f"/join/key/{nasty}/",
        f"/rooms/harbour/?page={nasty}", f"/desk/?state={nasty}&page={nasty}", f"/desk/cases/{nasty}/", f"/files/{nasty}",
        f"/library/{nasty}/", f"/search/?q={nasty}&room={nasty}&author={nasty}", f"/keys/{nasty}/withdraw/", f"/{nasty}",
        f"/desk/search/?q={nasty}&why={nasty}&said_from={nasty}", f"/rooms/harbour/x/reply/?to={nasty}",
    ]  # fmt: skip
    for client in (Client(), sign_in(building.mia), sign_in(building.cleo)):
        for address in addresses:
            assert client.get(address).status_code < 500, address
            assert look_at(client, address).status_code < 500, address


@pytest.mark.parametrize(
    "nasty",
    [
        "\x00",
        "a\x00b",
        "‮",
        "\u200b",
        "😀" * 50,
        "x" * 1_000_000,
        "",
        " ",
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
def test_nasty_texts_are_posted_or_refused_with_a_sentence(nasty, building, sign_in):
    client = sign_in(building.mia)
    answer = client.post("/rooms/harbour/new/", {"title": nasty, "body": nasty})
    assert answer.status_code in {200, 302}
    if answer.status_code == 200:
        assert "There is a problem" in answer.content.decode()


def test_a_cookie_that_holds_nul_is_refused(db):
    assert Client(HTTP_COOKIE='sessionid="\\000abcdefghijk"').get("/lobby/").status_code == 400


@pytest.mark.parametrize("question", ["service=%00", "by=a%00b", "state=\x00", "%00=1"])
def test_a_question_in_an_address_that_holds_nul_is_refused(question, building, sign_in):
    """PostgreSQL cannot be asked about it."""
    assert sign_in(building.cleo).get(f"/keys/?{question}").status_code == 400
