"""The notice that words of a help message wait: to those who may approve what somebody else wrote."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from community.notices import kinds
from community.notices.actions import tell_each
from community.notices.kinds import NoticeKind, Words
from community.notices.models import Notice
from community.people.models import Appointment, HelpWording, Person, Service
from community.people.roles import Permission, roles_with
from community.people.signals import help_words_wait


def tell(sender: Any, wording: HelpWording, by: Person, **more: Any) -> None:
    theirs = roles_with(Permission.WRITE_RULES) | roles_with(Permission.MANAGE_SERVICE)
    may_approve = Q(service=wording.service_id, role__in=theirs) | Q(
        role__in=roles_with(Permission.ADMINISTER)
    )
    team = Appointment.objects.in_force().filter(may_approve, person__works_here=True)
    ids = team.values_list("person_id", flat=True).distinct()
    tell_each(dict.fromkeys(ids, NoticeKind.HELP_WORDS), about=wording, by=by)


def waiting(person: Person) -> QuerySet[HelpWording]:
    """Nothing any more once somebody has approved them, or has written others."""
    undecided = HelpWording.objects.filter(state=HelpWording.State.WAITING).exclude(written_by=person)
    return undecided.filter(service__in=Service.objects.worded_by(person))


def say(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    found = waiting(person).select_related("service").in_bulk([one.about_id for one in notices])
    return {
        notice.pk: Words(one.service.name, SENTENCE, reverse("help_words", args=[one.service.slug]))
        for notice in notices
        if (one := found.get(notice.about_id))
    }


SENTENCE = "New words for the help message wait: read and approve them, or leave the old ones"


def register() -> None:
    kinds.register(NoticeKind.HELP_WORDS, stands=waiting, say=say)
    help_words_wait.connect(tell, dispatch_uid="notices.help_words_wait")
