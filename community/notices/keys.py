"""The notice that the team has opened more rooms to somebody."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from community.notices import actions, kinds
from community.notices.kinds import NoticeKind, Words
from community.notices.models import Notice
from community.people.models import Key, Membership, Person
from community.people.signals import rooms_opened


def tell(sender: Any, key: Key, by: Person, **more: Any) -> None:
    assert key.redeemed_by is not None
    actions.tell(person=key.redeemed_by, what=NoticeKind.ROOM_OPENED, about=key, by=by)


def opened(person: Person) -> QuerySet[Key]:
    """Keys that still open something."""
    held = Membership.objects.in_force().filter(person=person)
    return Key.objects.filter(pk__in=held.values("key"))


def say(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    held = Membership.objects.in_force().filter(person=person, key__in=[one.about_id for one in notices])
    names: dict[int, list[str]] = {}
    for key, room in held.order_by("room__name").values_list("key_id", "room__name"):
        names.setdefault(key, []).append(room)
    return {
        notice.pk: Words("Your rooms", f"Open to you now: {', '.join(rooms)}", reverse("room_list"))
        for notice in notices
        if (rooms := names.get(notice.about_id))
    }


def register() -> None:
    kinds.register(NoticeKind.ROOM_OPENED, stands=opened, say=say)
    rooms_opened.connect(tell, dispatch_uid="notices.rooms_opened")
