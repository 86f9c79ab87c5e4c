"""Where reports and appeals stand, for cases whose words they are; and why somebody is suspended."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from community.moderation.models import Appeal, Decision, Report, Reported
from community.people.models import Person
from community.rooms.models import Measure
from community.utterances.places import Place


def of_reports(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    seen = Reported.objects.visible_to(person)
    rows = Report.objects.filter(pk__in=list(source_ids), reported__in=seen).values_list(
        "pk", "reported__ref"
    )
    return {pk: Place(reverse("reported", args=[ref]), "A report") for pk, ref in rows}


def of_appeals(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    rows = Appeal.objects.visible_to(person).filter(pk__in=list(source_ids)).values_list("pk", "ref")
    return {pk: Place(reverse("appeal", args=[ref]), "An appeal") for pk, ref in rows}


def why_suspended(person: Person) -> tuple[str, str]:
    """What the team says, and the page of that decision."""
    decision = (
        Decision.objects.visible_to(person)
        .filter(kind=Decision.Kind.MEASURE, measure__kind=Measure.Kind.SUSPEND, measure__lifted_at=None)
        .order_by("-measure__ends_at")
        .first()
    )
    return (decision.sentence, decision.get_absolute_url()) if decision else ("", "")
