"""What a moderator reads about one reported thing."""

from dataclasses import dataclass

from django.db import transaction

from community.living_room.models import Line
from community.moderation.models import Decision, Report, Reported
from community.moderation.policies import can_measure
from community.people import audit
from community.people.models import Person
from community.rooms.models import Measure, Post
from community.utterances.models import Kind, Utterance
from community.utterances.places import places_of


@dataclass(frozen=True)
class Matter:
    """`now_says` is empty where it still says what was reported. `post` or `line` is there while it can be acted on."""

    reports: list[Report]
    post: Post | None
    line: Line | None
    url: str
    stands: bool
    now_says: str
    earlier: list[Decision]
    in_force: list[Measure]
    can_measure: bool


@transaction.atomic
def read(*, reported: Reported, by: Person) -> Matter:
    """Written down each time."""
    audit.write(who=by, did="read report", what=f"reported:{reported.ref}", service=reported.service)
    reports = list(reported.reports.select_related("by", "snapshot"))
    said = Utterance.objects.filter(kind=reported.kind, source_id=reported.source_id)
    newest = said.select_related("author").order_by("-revision").first()
    changed = newest is not None and newest.pk not in {one.snapshot_id for one in reports}
    places = places_of([newest], person=by) if newest else {}
    about = Decision.objects.filter(about=reported.about, service=reported.service, undone_at=None)
    on_them = Measure.objects.visible_to(by).in_force().filter(person=reported.about)
    place = places.get(newest.pk) if newest else None
    return Matter(
        reports=reports,
        post=_post(reported, by),
        line=_line(reported, by),
        url=place.url if place else "",
        stands=bool(newest and newest.stands),
        now_says=newest.text if newest and changed else "",
        earlier=list(about.select_related("measure").exclude(by=reported.about)[:10]),
        in_force=list(on_them),
        can_measure=can_measure(by, reported.about),
    )


def _line(reported: Reported, by: Person) -> Line | None:
    """Of a living room, while it stands."""
    if reported.kind != Kind.CHAT:
        return None
    seen = Line.objects.visible_to(by).standing().filter(pk=reported.source_id)
    return seen.select_related("living_room").first()


def _post(reported: Reported, by: Person) -> Post | None:
    """The post itself; of a title the first post, which takes it along."""
    named = {
        Kind.POST: {"pk": reported.source_id}, Kind.TITLE: {"in_thread": reported.source_id, "number": 1}
    }.get(Kind(reported.kind))  # fmt: skip
    if named is None:
        return None
    seen = Post.objects.visible_to(by).filter(**named)
    return seen.select_related("in_thread__room", "author").first()
