"""The ways in which an alert leaves the building. A provider takes an address and the words, and raises where it cannot
say that they were taken."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Protocol

import requests
from django.conf import settings
from django.core.mail import get_connection

from cms.envelope import neutral
from risk_jobs.on_call.models import Way
from risk_jobs.on_call.words import SUBJECT

CONNECT_S, READ_S = 3, 5


class NotTaken(Exception):
    """The gateway answered with something other than success."""


class Provider(Protocol):
    def send(self, *, to: str, words: str, once: str) -> None:
        """`once` is the same for every try of one alert, so that a gateway may drop a double."""


class Mail:
    def send(self, *, to: str, words: str, once: str) -> None:
        neutral(SUBJECT, words, to=to, once=once, connection=get_connection(timeout=READ_S)).send()


class Sms:
    """A gateway that takes {"to", "text"} as JSON with a bearer token, as most of them can be told to."""

    def send(self, *, to: str, words: str, once: str) -> None:
        headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}", "Idempotency-Key": once}
        _post(settings.SMS_URL, {"to": to, "text": words}, headers)


class Webhook:
    """A pager or a rota system of the trust: {"to", "text", "id"}, signed (HMAC-SHA256 of the body)."""

    def send(self, *, to: str, words: str, once: str) -> None:
        payload = {"to": to, "text": words, "id": once}
        _post(settings.ALERT_WEBHOOK_URL, payload, {"Idempotency-Key": once}, settings.ALERT_WEBHOOK_KEY)


def _post(url: str, payload: Mapping[str, str], headers: Mapping[str, str], key: str = "") -> None:
    body = json.dumps(payload).encode()
    sent = {"Content-Type": "application/json", **headers}
    if key:
        sent["X-Signature"] = f"sha256={hmac.new(key.encode(), body, hashlib.sha256).hexdigest()}"
    answer = requests.post(url, data=body, headers=sent, timeout=(CONNECT_S, READ_S), allow_redirects=False)
    if not 200 <= answer.status_code < 300:
        raise NotTaken(str(answer.status_code))


PROVIDERS: dict[Way, Provider] = {Way.MAIL: Mail(), Way.SMS: Sms(), Way.WEBHOOK: Webhook()}
