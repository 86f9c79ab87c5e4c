"""Reveals as the service manager reads them, out of the audit log."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from community.people.models import AuditEntry, Key, Person, Service
from community.people.policies import services_where
from community.people.roles import Permission
from community.people.vault.actions import REVEALED
from community.people.vault.details import Field

WHAT = re.compile(r"(?:person|key):(\w+) \((.*)\)")


@dataclass(frozen=True, slots=True)
class Row:
    at: datetime
    who: str
    whom: str
    what: str
    why: str
    service: str


def seen_by(person: Any) -> QuerySet[AuditEntry]:
    """Newest first, of the services whose reports this person reads."""
    services = Service.objects.filter(pk__in=services_where(person, Permission.READ_REPORTS))
    return AuditEntry.objects.filter(did=REVEALED, where__in=services.values("slug")).order_by("-at", "-pk")


def rows(entries: Iterable[AuditEntry]) -> list[Row]:
    read = [(entry, *_parts(entry.what)) for entry in entries]
    refs = {ref for _entry, ref, _what in read}
    handles = dict(Person.objects.filter(ref__in=refs).values_list("ref", "handle"))
    handles |= {key.ref: f"Key {key.reference or key.ref}" for key in Key.objects.filter(ref__in=refs)}
    names = dict(Service.objects.values_list("slug", "name"))
    return [
        Row(one.at, one.who, handles.get(ref, ref), what, one.why, names.get(one.where, one.where))
        for one, ref, what in read
    ]


def _parts(what: str) -> tuple[str, str]:
    """ "person:k3v… (real_name, contact)" -> the ref, and the fields in words."""
    found = WHAT.fullmatch(what)
    if found is None:
        return what, ""
    return found[1], ", ".join(Field(name).label for name in found[2].split(", ") if name in Field.values)
