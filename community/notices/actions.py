"""Telling somebody something: rows in the caller's transaction, and nothing else."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.notices.kinds import NoticeKind, how
from community.notices.models import KindOff, Notice, NoticeSettings, Rhythm
from community.people.models import Person


def tell(
    *, person: Person, what: NoticeKind, about: Any, by: Person | None = None, now: datetime | None = None
) -> None:
    """`about` is the row that notices of this kind are about (community.notices.kinds.register). Told again of the
    same thing, it is new again. Not told: what one did oneself."""
    tell_each({person.pk: what}, about=about, by=by, now=now)


def tell_each(
    whom: Mapping[int, NoticeKind], *, about: Any, by: Person | None = None, now: datetime | None = None
) -> None:
    """Several people, by their ids, of one thing: one statement, however many they are. Whether somebody wants to
    hear of it is asked when it is read: to post must not cost more the more people listen."""
    others = {pk: kind for pk, kind in whom.items() if by is None or pk != by.pk}
    if not others:
        return
    # In one order for everybody who tells, or two of these would wait for each other.
    rows = [
        Notice(person_id=pk, kind=kind, about_id=about.pk, by=by, at=now or timezone.now())
        for pk, kind in sorted(others.items())
    ]
    Notice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "kind", "about_id"],
        update_fields=["by", "at", "read_at", "planned_at"],
    )  # fmt: skip


@transaction.atomic
def mark_read(*, by: Person, upto: int, now: datetime | None = None) -> None:
    """All of one's own up to this one: what came while the page stood open stays new."""
    mine = Notice.objects.filter(person=by, read_at=None, pk__lte=upto)
    held = mine.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(held)).update(read_at=now or timezone.now())


def open_notice(*, notice: Notice, by: Person, now: datetime | None = None) -> None:
    Notice.objects.filter(pk=notice.pk, person=by, read_at=None).update(read_at=now or timezone.now())


@transaction.atomic
def change_settings(
    *,
    by: Person,
    off: list[str],
    mailed: dict[str, bool],
    rhythm: Rhythm,
    quiet_from: time,
    quiet_until: time,
) -> NoticeSettings:
    changed, _new = NoticeSettings.objects.update_or_create(
        person=by,
        defaults={"mailed": mailed, "rhythm": rhythm, "quiet_from": quiet_from, "quiet_until": quiet_until},
    )
    KindOff.objects.filter(person=by).exclude(kind__in=off).delete()
    switched = [KindOff(person=by, kind=kind) for kind in off if not how(kind).always]
    KindOff.objects.bulk_create(switched, ignore_conflicts=True)
    return changed


def kinds_off(person: Person) -> set[str]:
    return set(KindOff.objects.filter(person=person).values_list("kind", flat=True))


def settings_of(person: Person) -> NoticeSettings:
    """As saved, or as they stand until somebody says otherwise."""
    return NoticeSettings.objects.filter(person=person).first() or NoticeSettings(person=person)
