"""What goes wrong with one member stops the count of nobody else. It is written down, shown to the team, and tried again."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

from community.people.models import Person
from community.people.policies import services_where
from community.people.roles import Permission
from risk_jobs.returns.models import Uncounted

log = logging.getLogger(__name__)
Found = TypeVar("Found")


def apart(person: Person, what: Uncounted.What, count: Callable[[], Found]) -> Found | None:
    """What `count` returns; None where it fails, whatever of it was written being taken back. A database that is away is
    nobody's fault: it is raised."""
    try:
        with transaction.atomic():
            found = count()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.error("returns: member %s could not be looked at (%s, %s)", person.pk, what, type(error).__name__)
        Uncounted.objects.get_or_create(person=person, what=what)
        return None
    Uncounted.objects.filter(person=person, what=what).delete()
    return found


def of_desk(viewer: Person) -> list[Uncounted]:
    """Of members of the services in whose desk this person works."""
    services = services_where(viewer, Permission.USE_DESK)
    failed = Uncounted.objects.filter(person__memberships__room__service__in=services, person__is_active=True)
    return list(
        failed.exclude(person=viewer).select_related("person").order_by("person__handle", "what").distinct()
    )
