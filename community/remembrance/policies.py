"""Who does what is to be done, and who may see that a member is remembered."""

from django.urls import reverse

from community.people.models import Person, Service
from community.people.policies import may, runs
from community.people.roles import Permission
from community.remembrance.models import Death, Wish
from community.remembrance.states import State
from community.rooms import policies as rooms


def may_deal_with(person: Person, service: Service | int) -> bool:
    return (
        may(person, Permission.KEEP_CARE_TEAM, service)
        or may(person, Permission.MANAGE_SERVICE, service)
        or runs(person, service)
    )


def may_confirm(person: Person, death: Death) -> bool:
    return may_deal_with(person, death.service_id) and death.told_by_id != person.pk


def remembered(person: Person) -> Death | None:
    """Where their page says it."""
    return Death.objects.filter(person=person, state=State.CONFIRMED, wish=Wish.REMEMBER).first()


def offer(viewer: Person, person: Person) -> tuple[str, str] | None:
    """On their profile, for who knows them."""
    if (
        person.is_active
        or viewer.pk == person.pk
        or remembered(person) is None
        or not rooms.knows(viewer, person)
    ):
        return None
    return f"We remember {person.handle}", reverse("remembered", args=[person.ref])
