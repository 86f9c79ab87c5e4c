"""What is signed, and how: HMAC-SHA256 under AUDIT_KEY, each kind of thing under a word of its own."""

import hashlib
import hmac
import json
from datetime import UTC
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from community.people.models import AuditEntry

GENESIS = "0" * 64


def mac(kind: str, *parts: str | int) -> str:
    """No two lists of parts give the same text: JSON says where each ends."""
    text = json.dumps([kind, *parts], ensure_ascii=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY, text.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def signature_of(entry: "AuditEntry") -> str:
    """Shows that the application wrote this entry. Without its number, which the database has yet to give."""
    return mac("entry", *_said(entry))


def mac_of(entry: "AuditEntry", *, position: int, previous: str) -> str:
    """The seal of an entry at its place, behind the seal of the one before."""
    return mac("seal", previous, position, entry.pk, entry.signature, *_said(entry))


def _said(entry: "AuditEntry") -> list[str]:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return [entry.ref, at, entry.who, entry.did, entry.what, entry.why, entry.where]
