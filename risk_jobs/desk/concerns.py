"""Concerns as cases: about a text, or about a member where there is none."""

from datetime import datetime

from community.concerns.models import Concern
from community.people.models import Person, Service
from risk_jobs.desk import members, timeline
from risk_jobs.desk.actions import raise_concern
from risk_jobs.desk.actions.raising import ROLLING
from risk_jobs.desk.models import Case, Source
from risk_jobs.desk.states import State


def to_the_desk(concern: Concern) -> Case:
    """Inside the transaction of whoever is concerned. What they say stands on the timeline."""
    case = _about_the_text(concern) or _about_the_member(concern)
    timeline.write(case, "asked", at=concern.at, text=concern.in_words())
    return case


def _about_the_text(concern: Concern) -> Case | None:
    """None where a case about this text was answered already: asked again, it is another case."""
    if concern.utterance is None:
        return None
    case = raise_concern(
        utterance=concern.utterance, topic=concern.topic, priority=concern.priority, source=Source(concern.kind),
        now=concern.at,
    ).case  # fmt: skip
    case.refresh_from_db()
    if case.state == State.CLOSED:
        return None
    members.raise_case(case=case, priority=concern.priority, why="somebody asks again", now=concern.at)
    return case


def _about_the_member(concern: Concern) -> Case:
    return about_a_member(
        person=concern.about, service=concern.service, topic=concern.topic, source=Source(concern.kind),
        priority=concern.priority, now=concern.at, text=concern.get_kind_display(),
    )  # fmt: skip


def about_a_member(
    *, person: Person, service: Service, topic: str, source: Source, priority: int, now: datetime, text: str
) -> Case:
    """Joins an open case of the same day; one that is for now alerts every time."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    found = timeline.lock().now().open().filter(
        person=person, service=service, topic=topic, source=source, last_hit_at__gte=now - ROLLING
    ).order_by("-last_hit_at").first()  # fmt: skip
    if found is not None:
        return members.join(found, priority, now)
    return members.open_case(
        person=person, service=service, topic=topic, source=source, priority=priority, now=now, text=text
    )
