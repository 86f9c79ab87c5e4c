"""What is kept of somebody's searches, and of those that staff keep for what somebody wrote."""

import re
from collections.abc import Iterable
from typing import Any

from community.people import audit
from community.people.models import Person
from community.people.yours.holdings import Holding
from community.utterances.models import Kind, Utterance
from search.models import Asked, SavedSearch

# A name of one plain word cannot be told from the word: a search for "boat" is not one for somebody called so.
NO_PLAIN_WORD = re.compile(r"[\W\d_]")


def searches(person: Person) -> Iterable[dict[str, Any]]:
    for asked in Asked.objects.filter(person=person).order_by("pk"):
        yield {"searched": asked.asked_at, **asked.questions}


def forget(person: Person) -> None:
    Asked.objects.filter(person=person).delete()


def kept_for(person: Person) -> Iterable[dict[str, Any]]:
    """That there is one, and since when. Its name and its words are those of staff."""
    for saved in SavedSearch.objects.filter(author=person).select_related("service").order_by("pk"):
        yield {"service": saved.service.name, "kept since": saved.made_at}


def forget_kept(person: Person) -> None:
    """With their watches. A watch that looks for nobody any more, or for whoever takes the name next, must not stand;
    what it raised while they were here stays at the desk, with the record."""
    for saved in SavedSearch.objects.select_related("service"):
        if saved.author_id == person.pk or _is_like_a_text_of(saved, person) or _names(saved, person):
            audit.write(
                who=person, did="erased saved search", what=f"saved search:{saved.ref}", service=saved.service
            )
            saved.delete()


def _is_like_a_text_of(saved: SavedSearch, person: Person) -> bool:
    like = saved.questions.get("like")
    return bool(like) and Utterance.objects.filter(ref=like, author=person).exists()


def _names(saved: SavedSearch, person: Person) -> bool:
    """Whether the handle they joined by stands in its name or its words."""
    chosen = Utterance.objects.filter(kind=Kind.HANDLE, source_id=person.pk, author=person).values_list(
        "text"
    )
    names = [name for (name,) in chosen if NO_PLAIN_WORD.search(name)]
    told = f"{saved.name}\n{saved.questions.get('q', '')}"
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told, re.IGNORECASE) for name in names)


HOLDINGS = (
    Holding(
        ("house_search.Asked.person",),
        "What you searched for in the last day",
        rows=searches,
        leave=forget,
        erase=forget,
    ),
    Holding(
        ("house_search.SavedSearch.author",),
        "Searches that clinicians keep for what you write",
        rows=kept_for,
        erase=forget_kept,
    ),
)
