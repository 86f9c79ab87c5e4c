"""Searches that a clinical team keeps, to ask them again or to have them watched."""

from collections.abc import Mapping

from django.db import transaction

from community.people import audit
from community.people.models import Person, Service
from community.people.policies import may, require
from community.people.roles import Permission
from community.rooms.models import Room
from search.backends.base import Query
from search.backends.database import rows_of
from search.forms import DeskSearchForm
from search.models import SavedSearch
from search.queries import alike, narrowed_to

NOT_YOURS = "Only the clinical team of a service keeps searches for it."
# A reason belongs to the moment somebody searches; what is kept has none.
NOT_KEPT = {"why", "service"}


@transaction.atomic
def save(*, name: str, questions: Mapping[str, str], service: Service, by: Person) -> SavedSearch:
    """The author it asks for is kept as a row: it follows them to another name, and goes when they are erased."""
    require(may(by, Permission.SEARCH_EVERYTHING_SAID, service), NOT_YOURS)
    kept = {question: answer for question, answer in questions.items() if question not in NOT_KEPT}
    author = _author(kept.pop("author", ""))
    saved = SavedSearch.objects.create(name=name, questions=kept, service=service, made_by=by, author=author)
    audit.write(who=by, did="saved search", what=f"saved search:{saved.ref}", service=service)
    return saved


def _author(handle: str) -> Person | None:
    found = Person.objects.filter(handle__iexact=handle).first() if handle else None
    require(found is not None or not handle, "This search asks for a name that nobody has. It finds nothing.")
    return found


@transaction.atomic
def remove(*, saved: SavedSearch, by: Person) -> None:
    require(may(by, Permission.SEARCH_EVERYTHING_SAID, saved.service_id), NOT_YOURS)
    audit.write(who=by, did="removed saved search", what=f"saved search:{saved.ref}", service=saved.service)
    saved.delete()


def query_of(saved: SavedSearch) -> Query | None:
    """What it asks now, within its service and nowhere else; None where that cannot be asked any more, as when the
    room it names is gone."""
    questions = {**saved.asks(), "why": "kept", "service": saved.service.slug}
    form = DeskSearchForm(
        questions, rooms=Room.objects.filter(service=saved.service), services=[saved.service]
    )
    if not form.is_valid():
        return None
    here, like = {saved.service_id}, form.cleaned_data["like"]
    query = narrowed_to(here, form.query())
    if like is None:
        return query
    return alike(query, rows_of(narrowed_to(here, Query(frozenset()))).filter(ref=like).first())
