"""A copy of what the building holds of one person: a zip with the same twice, for people and for programs."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_q.tasks import async_task

from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.people.vault import keyring
from community.people.yours import holdings
from community.people.yours.models import COPY_LASTS, DataCopy

BUILD = "community.people.yours.copies.build"
AT_ONCE = 300  # rows that a page may take the time to write
TOLD_EVERY = 500
GIVEN_UP_AFTER = timedelta(minutes=10)


@transaction.atomic
def ask(*, person: Person, by: Person, now: datetime | None = None) -> DataCopy:
    """A new copy; the older ones go. A short one is ready at once, a long one is a job."""
    require(by.pk == person.pk, "Only you can ask for a copy of your data.")
    now = now or timezone.now()
    waiting = DataCopy.objects.filter(person=person, ready_at=None, asked_at__gt=now - GIVEN_UP_AFTER).first()
    if waiting is not None:
        return waiting
    DataCopy.objects.filter(person=person).delete()
    copy = DataCopy.objects.create(person=person, asked_at=now)
    audit.write(who=by, did="asked for a copy of their data", what=f"person:{person.ref}")
    if holdings.size(person, at_most=AT_ONCE) < AT_ONCE:
        build(copy.pk)
        copy.refresh_from_db()
    else:
        async_task(BUILD, copy.pk, group="copies", save=False)
    return copy


def build(pk: int) -> None:
    """Again, or after the copy was thrown away, does no harm."""
    copy = DataCopy.objects.filter(pk=pk, ready_at=None).select_related("person").first()
    if copy is None:
        return
    told = DataCopy.objects.filter(pk=pk)
    parts = parts_of(copy.person, lambda done: told.update(done=done))
    content = zipped(parts, files_of(copy.person))
    told.update(sealed=keyring.seal_file(content, row=copy.ref), ready_at=timezone.now())


def opened(copy: DataCopy) -> bytes:
    return keyring.unseal_file(bytes(copy.sealed), row=copy.ref)


def parts_of(person: Person, told: Callable[[int], object] = lambda _done: None) -> list[dict[str, Any]]:
    """Every holding with its rows, or with why it has none here."""
    parts, done = [], 0
    for holding in holdings.all_holdings():
        rows = []
        for row in holding.rows(person) if holding.rows else ():
            rows.append({name: _plain(value) for name, value in row.items()})
            done += 1
            if done % TOLD_EVERY == 0:
                told(done)
        parts.append(
            {"title": holding.title, "rows": rows, "not_copied": holding.not_copied, "kept": holding.kept}
        )
    told(done)
    return parts


def files_of(person: Person) -> Iterator[tuple[str, bytes]]:
    for holding in holdings.all_holdings():
        yield from holding.files(person) if holding.files else ()


def zipped(parts: list[dict[str, Any]], files: Iterable[tuple[str, bytes]] = ()) -> bytes:
    made = timezone.now()
    data = json.dumps(
        {"made": made.isoformat(timespec="seconds"), "parts": parts}, ensure_ascii=False, indent=1
    )
    page = render_to_string("people/data_copy.html", {"made": made, "parts": parts})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("your-data.json", data)
        file.writestr("your-data.html", page)
        for name, picture in files:
            file.writestr(f"pictures/{name}", picture)
    return content.getvalue()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def forget_copies() -> None:
    """The timer's entry."""
    DataCopy.objects.filter(asked_at__lt=timezone.now() - COPY_LASTS).delete()
