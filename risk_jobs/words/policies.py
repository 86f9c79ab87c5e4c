"""Who may do what with a rule. Seeing one: `Rule.objects.visible_to`."""

from community.people.models import Person
from community.people.policies import may, services_where
from community.people.roles import Permission
from risk_jobs.words.models import Rule, RuleVersion
from risk_jobs.words.states import State


def can_write(person: Person, rule: Rule) -> bool:
    """Rules of a service are written by its clinicians; those of the whole trust by those of any service."""
    return may(person, Permission.WRITE_RULES, rule.service_id)


def can_write_for(person: Person, service_id: int | None) -> bool:
    return may(person, Permission.WRITE_RULES, service_id)


def is_second_person(person: Person, version: RuleVersion) -> bool:
    """Neither who wrote it nor anybody who edited it since; no rank goes past this."""
    return person.pk not in version.hands()


def can_publish(person: Person, version: RuleVersion) -> bool:
    ready = version.state in (State.DRAFT, State.SHADOW)
    return ready and can_write(person, version.rule) and is_second_person(person, version)


def can_retire(person: Person, version: RuleVersion) -> bool:
    """A live version: whoever writes rules for its service and is not the one who asked for it."""
    asked = version.asked_to_retire
    second = version.state != State.LIVE or (asked is not None and asked.by_id != person.pk)
    return can_write(person, version.rule) and second


def services_read_by(person: Person, rule: Rule) -> frozenset[int]:
    """Whose texts this person may be shown when trying this rule: of services they work in, and the rule's."""
    mine = services_where(person, Permission.WRITE_RULES)
    return mine if rule.service_id is None else mine & {rule.service_id}
