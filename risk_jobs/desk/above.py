"""What stands above the queue: what has not been read yet, and what of the building is not well."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone

from cms.at_once import at_once
from community.moderation.queue import Late, late_ones
from community.notices import delivery
from community.people.models import Person
from community.people.policies import services_where
from community.people.roles import Permission
from community.remembrance.models import Death
from community.remembrance.states import State as Told
from community.utterances.models import Utterance
from risk_jobs.desk.actions import undoing
from risk_jobs.desk.models import CaseEvent, DeskKeys
from risk_jobs.handover.models import Handover
from risk_jobs.on_call import sending
from risk_jobs.proof import signs
from risk_jobs.proof.models import Beat, Canary, Pause
from risk_jobs.proof.pauses import under_way
from risk_jobs.watches.models import Watch
from risk_jobs.words import live


@dataclass(frozen=True, slots=True)
class Above:
    owed: signs.Owed
    canaries: signs.Canaries
    stopped: signs.Stopped | None
    rules: str  # why the rules in use are not the newest; empty: they are
    mail: delivery.Trouble | None
    moderation: Late
    calls: sending.Trouble | None
    unsigned: int
    deaths: int  # that this person could confirm
    watches: int  # that stand still by themselves, or for which nobody answers
    index: signs.Owed  # texts that search does not find yet
    keys: bool
    pause: Pause | None  # planned work, which calls nobody
    undo: CaseEvent | None  # what this person did within the last ten seconds, and can undo

    @property
    def search_is_behind(self) -> bool:
        return self.index.older_than(signs.TEXTS_ARE_LATE)


def above_of(person: Person, *, now: datetime | None = None) -> Above:
    """One statement, and one more where something can be undone."""
    now = now or timezone.now()
    owed, reports_and_appeals = owed_to_the_judge(person), late_ones(person, now)
    found = at_once(
        Person.objects.filter(pk=person.pk),
        owed=(owed, Count("pk")), owed_since=(owed, Min("said_at")),
        clock=(Beat.objects.filter(name=signs.CLOCK), Max("at")),
        worker=(Beat.objects.filter(name=signs.WORKER), Max("at")),
        canary=(Canary.objects.filter(flagged_at__isnull=False), Max("said_at")),
        unnoticed=(Canary.objects.filter(flagged_at=None), Min("said_at")),
        mail=(delivery.in_vain(), Count("pk")), mail_since=(delivery.in_vain(), Min("owed_at")),
        mail_lost=(delivery.lost_since(now), Count("pk")),
        reports=(reports_and_appeals[0], Count("pk")), appeals=(reports_and_appeals[1], Count("pk")),
        calls=(sending.in_vain(), Count("pk")), calls_lost=(sending.lost_since(now), Count("pk")),
        unsigned=(Handover.objects.visible_to(person).unsigned(), Count("pk")),
        deaths=(Death.objects.visible_to(person).filter(state=Told.TOLD).exclude(told_by=person), Count("pk")),
        alone=(Watch.objects.visible_to(person).without_a_keeper(), Count("pk")),
        still=(Watch.objects.visible_to(person).stopped_by_themselves(), Count("pk")),
        unfound=(owed_to_the_index(person), Count("pk")), unfound_since=(owed_to_the_index(person), Min("said_at")),
        keys=(DeskKeys.objects.filter(person=person), Count("pk")),
        work=(under_way(now), Max("why")), work_ends=(under_way(now), Max("ends_at")),
        did=(undoing.done_by(person, now), Max("pk")),
    )  # fmt: skip
    return Above(
        signs.Owed(found["owed"], found["owed_since"]),
        signs.Canaries(found["canary"], found["unnoticed"]),
        signs.stopped_of({name: found[name] for name in (signs.CLOCK, signs.WORKER) if found[name]}),
        live.current().trouble,
        delivery.trouble_of(found["mail"], found["mail_since"], found["mail_lost"], now),
        Late(found["reports"], found["appeals"]),
        sending.trouble_of(found["calls"], found["calls_lost"]),
        found["unsigned"],
        found["deaths"],
        found["alone"] + found["still"],
        signs.Owed(found["unfound"], found["unfound_since"]),
        bool(found["keys"]),
        Pause(why=found["work"], ends_at=found["work_ends"]) if found["work"] else None,
        undoing.event(found["did"]) if found["did"] else None,
    )


def owed_to_the_judge(person: Person) -> Any:
    """Of the services whose desk this person works: nobody learns how much is said elsewhere."""
    services = services_where(person, Permission.USE_DESK)
    return Utterance.objects.unjudged().readable_by(person).filter(service__in=services)


def owed_to_the_index(person: Person) -> Any:
    services = services_where(person, Permission.USE_DESK)
    return Utterance.objects.unindexed().readable_by(person).filter(service__in=services)
