"""House rules and consent by version. Whoever has not agreed to the newest is asked at their next visit."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cms.routes import For, table
from community.people.models import Agreement, Person

# Raise these with the words of `home/rules.html` and of `home/who_reads_words.html`; `people/agree.html` says what is new.
RULES_VERSION = "2026-11"
CONSENT_VERSION = "2026-11-days"
# The first version that speaks of days. Versions begin with year and month, so that later ones sort behind it.
DAYS_ARE_KEPT_FROM = "2026-11-days"
NEWEST = {Agreement.What.CONSENT: CONSENT_VERSION, Agreement.What.RULES: RULES_VERSION}
# These must answer whatever somebody has agreed to.
ALWAYS = frozenset({For.ANYONE, For.SIGNED_IN, For.CLOSED})
PAGE = "agree"


def is_missing(person: Person) -> list[Agreement.What]:
    """What this person has still to agree to; asked without a query."""
    held = {Agreement.What.CONSENT: person.consent_agreed, Agreement.What.RULES: person.rules_agreed}
    return [what for what, version in NEWEST.items() if held[what] != version]


def lets_days_be_kept(person: Person) -> bool:
    """Whether they have agreed that we keep on which days they were here; asked without a query."""
    return person.consent_agreed >= DAYS_ARE_KEPT_FROM


@transaction.atomic
def agree(*, by: Person, now: datetime | None = None) -> None:
    """To the newest of both: a row for each version, with its time."""
    for what in NEWEST:
        Agreement.objects.get_or_create(
            person=by, what=what, version=NEWEST[what], defaults={"agreed_at": now or timezone.now()}
        )
    by.rules_agreed, by.consent_agreed = RULES_VERSION, CONSENT_VERSION
    by.save(update_fields=["rules_agreed", "consent_agreed"])


class AskAgain:
    """Behind the route guard. Only pages that are fetched are turned aside: what somebody has just written and
    sent goes where it was sent to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match, person = request.resolver_match, request.user
        if (
            request.method != "GET"
            or match is None
            or match.url_name == PAGE
            or not isinstance(person, Person)
        ):
            return None
        if table().get(match.route, For.CLOSED) in ALWAYS or not is_missing(person):
            return None
        # The page itself goes there, not a corner of it: a queue that fetches its rows would show the question as rows.
        if "HX-Request" in request.headers:
            where = f"{reverse(PAGE)}?{urlencode({'next': request.headers.get('HX-Current-URL', '')})}"
            return HttpResponse(status=204, headers={"HX-Redirect": where})
        return redirect(f"{reverse(PAGE)}?{urlencode({'next': request.get_full_path()})}")
