"""What can be asked. Forms only validate; who may find what is in `queries.py`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cms.forms import ask
from community.people.models import Person, Service
from community.rooms.models import Room
from community.utterances.models import Kind
from search.backends.base import Cursor, Query, Sort
from search.terms import LONGEST_QUERY, parse

HOW = "Use “quotation marks” for an exact phrase, sleep* for a beginning, -word to leave a word out."
HOW_AT_DESK = f"{HOW} “sleep bed”~5 finds them near each other, purgng~ also what is spelled nearly so."
KINDS = [("", "Everything"), (Kind.POST.value, "Posts"), (Kind.TITLE.value, "Thread titles"),
         (Kind.STORY.value, "Stories")]  # fmt: skip
SORTS = [("", "Newest first"), (Sort.OLDEST.value, "Oldest first")]
SORTS_AT_DESK = [*SORTS, (Sort.URGENT.value, "Most urgent first")]
PRIORITIES = [("", "Any"), *((str(one), f"Priority {one}") for one in (1, 2, 3, 4))]
QUESTIONS = ("q", "room", "author", "said_from", "said_to", "kind")
QUESTIONS_AT_DESK = (*QUESTIONS, "service", "priority", "like")
# Stands for a handle that nobody has: found nothing, and said so in no other way.
NOBODY = "nobody"
# No room has this number.
NO_ROOM = 0
LAST_DAY = date(9999, 12, 30)


def _day(label: str) -> forms.DateField:
    calendar = forms.DateInput(attrs={"type": "date"})
    return ask(forms.DateField(label=label, required=False, widget=calendar), width=10)


class SearchForm(forms.Form):
    mark_optional = False
    asks: tuple[str, ...] = QUESTIONS

    q = forms.CharField(label="Search for", help_text=HOW, max_length=LONGEST_QUERY, required=False)
    misspelt = forms.BooleanField(label="Also find words that are spelled nearly so", required=False)
    room = forms.ChoiceField(label="Room", required=False)
    author = ask(forms.CharField(label="Written by", max_length=40, required=False), width=20)
    said_from = _day("From")
    said_to = _day("To")
    kind = forms.ChoiceField(label="Kind", choices=KINDS, required=False)
    sort = forms.ChoiceField(label="Order", choices=SORTS, required=False)

    def __init__(self, data: Mapping[str, Any], *, rooms: Iterable[Room]) -> None:
        """`data` is what was posted, or kept of it; an untouched page has none and shows no errors."""
        super().__init__(data or None)
        self.rooms = {room.slug: room for room in rooms}
        choices = [("", "All rooms"), *((slug, room.name) for slug, room in self.rooms.items())]
        self.fields["room"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("said_from"), given.get("said_to")
        if since and until and since > until:
            self.add_error("said_to", "The last day must not be before the first.")
        if not self.errors and not any(given.get(name) for name in self.asks):
            self.add_error("q", "Enter a word to search for, or choose something below.")
        return given

    def questions(self) -> dict[str, str]:
        """What was filled in, to be kept and shown again."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    @property
    def is_narrowed(self) -> bool:
        return any(self[name].value() for name in self.fields if name not in ("q", "why", "misspelt", "like"))

    def query(self, *, after: str = "") -> Query:
        """As asked for, before anybody's rooms narrow it (an empty `room_ids` is "all of mine")."""
        given = self.cleaned_data
        room = self.rooms.get(given["room"])
        return Query(
            room_ids=frozenset({room.pk} if room else ()),
            terms=parse(given["q"], misspelt=given["misspelt"]),
            author_ref=_ref_of(given["author"]),
            kind=given["kind"],
            said_from=_midnight(given["said_from"]),
            said_to=_midnight(given["said_to"], days=1),
            sort=Sort(given["sort"] or Sort.NEWEST),
            after=Cursor.read(after),
        )


class DeskSearchForm(SearchForm):
    asks = QUESTIONS_AT_DESK

    why = forms.CharField(
        label="Why are you searching?",
        help_text="Your reason is kept in the audit log with this search. Do not name anybody.",
        max_length=200,
        min_length=3,
        error_messages={"required": "Say why you are searching: it is kept in the audit log."},
    )
    service = forms.ChoiceField(label="Service", required=False)
    priority = forms.ChoiceField(label="Priority", choices=PRIORITIES, required=False)
    like = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ["why", "q", "misspelt"]

    def __init__(
        self, data: Mapping[str, Any], *, rooms: Iterable[Room], services: Iterable[Service] = ()
    ) -> None:
        super().__init__(data, rooms=rooms)
        self.services = {service.slug: service for service in services}
        choices = [("", "All of yours"), *((slug, one.name) for slug, one in self.services.items())]
        self.fields["service"].choices = choices  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "Everything"), *Kind.choices]  # type: ignore[attr-defined]
        self.fields["sort"].choices = SORTS_AT_DESK  # type: ignore[attr-defined]
        self.fields["q"].help_text = HOW_AT_DESK

    def query(self, *, after: str = "") -> Query:
        query, given = super().query(after=after), self.cleaned_data
        service = self.services.get(given["service"])
        rooms, services = query.room_ids, frozenset[int]()
        if service is not None:
            inside = frozenset(room.pk for room in self.rooms.values() if room.service_id == service.pk)
            services = frozenset({service.pk}) if not rooms else services
            rooms = (rooms & inside if rooms else inside) or frozenset({NO_ROOM})
        return replace(query, room_ids=rooms, service_ids=services, priority=int(given["priority"] or 0))


class ExportForm(forms.Form):
    reason = ask(
        forms.CharField(
            label="Why do you need this as a file?",
            help_text="Your reason is kept in the audit log. Do not name anybody.",
            max_length=200,
            min_length=3,
            error_messages={"required": "Say why you need the file: it is kept in the audit log."},
        )
    )


def narrowed(questions: Mapping[str, str], name: str, value: str) -> dict[str, str]:
    """The same questions with one more: a facet's option. A month becomes its first and its last day."""
    if name != "month":
        return {**questions, name: value}
    try:
        first = date.fromisoformat(f"{value}-01")
    except ValueError:
        return dict(questions)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {**questions, "said_from": first.isoformat(), "said_to": last.isoformat()}


def _ref_of(handle: str) -> str:
    if not handle:
        return ""
    found = Person.objects.filter(handle__iexact=handle).values_list("ref", flat=True)
    return next(iter(found), NOBODY)


def _midnight(day: Any, days: int = 0) -> datetime | None:
    """The moment that local day begins, or the one `days` later does. The calendar ends in 9999."""
    day = day and min(day, LAST_DAY)
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min)) if day else None
