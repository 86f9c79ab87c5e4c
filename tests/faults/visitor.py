"""Somebody at a real building, over HTTP: cookies, forms, sign-in with the second factor. Standard library only,
so that the load is a process of its own and shares nothing with what it tests."""

import base64
import hashlib
import hmac
import struct
import time
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

PATIENCE_S = 30.0
Lost = (OSError, HTTPException)  # no answer: it may have happened, or not


class Answer(NamedTuple):
    status: int
    body: bytes
    location: str

    @property
    def text(self) -> str:
        return self.body.decode()


class _Stay(HTTPRedirectHandler):
    """A redirect is the answer to a form; whoever wants the page asks for it."""

    def redirect_request(self, *args: object) -> None:
        return None


class Visitor:
    def __init__(self, address: str) -> None:
        self.address, self.jar = address, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar), _Stay)

    def get(self, path: str) -> Answer:
        return self._ask(Request(self.address + path))

    def post(self, path: str, **fields: str) -> Answer:
        """As a form of the page would, token included."""
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), "")
        body = urlencode({"csrfmiddlewaretoken": token or "", **fields}).encode()
        return self._ask(Request(self.address + path, data=body, headers={"Referer": self.address + path}))

    def search(self, path: str, **fields: str) -> Answer:
        """Fill in the form there and look at what it leads to."""
        self.get(path)
        asked = self.post(path, **fields)
        return self.get(urlsplit(asked.location).path) if asked.location else asked

    def _ask(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=PATIENCE_S) as found:
                return Answer(found.status, found.read(), "")
        except HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.read(), answer.headers.get("Location", ""))

    def sign_in(self, handle: str, password: str, totp_secret: str = "") -> "Visitor":
        self.get("/sign-in/")
        answer = self.post("/sign-in/", login=handle, password=password)
        if totp_secret:
            assert urlsplit(answer.location).path == "/sign-in/code/", (
                handle,
                answer.status,
                answer.location,
            )
            self.get("/sign-in/code/")
            answer = self.post("/sign-in/code/", code=six_digits(totp_secret))
        assert urlsplit(answer.location).path == "/lobby/", (handle, answer.status, answer.location)
        return self


def six_digits(secret: str, now: float | None = None) -> str:
    """RFC 6238: what the authenticator app shows at this moment."""
    key = base64.b32decode(secret)
    period = int(time.time() if now is None else now) // 30
    digest = hmac.new(key, struct.pack(">Q", period), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
