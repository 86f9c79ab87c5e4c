"""The team is told when a helper rests, and when they are back."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from community.notices import kinds
from community.notices.actions import tell_each
from community.notices.kinds import NoticeKind, Words
from community.notices.models import Notice
from community.people.models import Appointment, HelperBreak, Person
from community.people.policies import services_where
from community.people.roles import Permission, roles_with


def tell(one: HelperBreak, *, services: Iterable[int], by: Person) -> None:
    team = Appointment.objects.in_force().filter(
        service__in=list(services), role__in=roles_with(Permission.MODERATE), person__works_here=True
    )
    ids = team.values_list("person_id", flat=True).distinct()
    tell_each(dict.fromkeys(ids, NoticeKind.HELPER_BREAK), about=one, by=by)


def standing(person: Person) -> QuerySet[HelperBreak]:
    services = services_where(person, Permission.MODERATE)
    return HelperBreak.objects.filter(person__memberships__room__service__in=services).distinct()


def say(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    found = standing(person).filter(pk__in=[one.about_id for one in notices]).select_related("person")
    breaks = {one.pk: one for one in found}
    return {
        notice.pk: Words("Helpers", _sentence(one), reverse("profile", args=[one.person.ref]))
        for notice in notices
        if (one := breaks.get(notice.about_id))
    }


def _sentence(one: HelperBreak) -> str:
    if one.ended_at or (one.last_day and one.last_day < timezone.localdate()):
        return f"{one.person.handle} is back from a break from helping"
    until = f" until {one.last_day:%-d %B %Y}" if one.last_day else ""
    return f"{one.person.handle} takes a break from helping{until}"


def register() -> None:
    kinds.register(NoticeKind.HELPER_BREAK, stands=standing, say=say)
