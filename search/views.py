"""Two searches: what a member finds in the rooms of their key, and what the clinical team finds at the desk.

What is asked is posted and kept; its results have an address of their own, which names no word."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from community.people.models import Service
from community.people.policies import services_where
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from community.people.signing_in.fresh import fresh_sign_in_required
from community.rooms.models import Room
from search import asking, exporting, queries
from search.backends.mapping import MAPPING_VERSION
from search.forms import DeskSearchForm, ExportForm, SearchForm, narrowed
from search.models import Asked, AskedOn
from search.queries import Results
from search.status import status

MEMBERS, DESK = "search/member_search.html", "search/desk_search.html"


def member_search(request: SignedInRequest) -> HttpResponse:
    form = _member_form(request, request.POST)
    if request.method == "POST" and form.is_valid():
        asked = asking.ask(questions=form.questions(), page=AskedOn.ROOMS, by=request.user)
        return redirect("member_found", asked.ref)
    return _page(request, MEMBERS, form)


@require_safe
def member_found(request: SignedInRequest, ref: str) -> HttpResponse:
    asked = get_object_or_404(Asked.objects.of(request.user, AskedOn.ROOMS), ref=ref)
    form, results = _member_form(request, asked.questions), None
    if form.is_valid():
        results = queries.said_visible_to(request.user, form.query(after=_after(request)))
    return _page(request, MEMBERS, form, results, asked)


def desk_search(request: SignedInRequest) -> HttpResponse:
    form = desk_form(request, request.POST)
    if request.method == "POST" and form.is_valid():
        return _to_results(request, form.questions())
    return _page(request, DESK, form)


@require_safe
def desk_found(request: SignedInRequest, ref: str) -> HttpResponse:
    asked = _asked(request, ref)
    form, results, like = desk_form(request, asked.questions), None, None
    if form.is_valid():
        why, typed, alike = (form.cleaned_data[name] for name in ("why", "q", "like"))
        query = queries.like_this(request.user, form.query(after=_after(request)), alike)
        results = queries.said_for_clinicians(request.user, query, why=why, typed=typed)
        like = queries.one_text(request.user, alike) if alike else None
    return _page(request, DESK, form, results, asked, like=like)


@require_POST
def desk_narrow(request: SignedInRequest, ref: str) -> HttpResponse:
    """A facet, "more like this" or "search for something else" was pressed: the same search with another answer."""
    asked = _asked(request, ref)
    names = {*DeskSearchForm.asks, "month"} & set(request.POST)
    questions = dict(asked.questions)
    for name in sorted(names):
        questions = narrowed(questions, name, request.POST[name])
    form = desk_form(request, questions)
    if not form.is_valid():
        return _page(request, DESK, form)
    return _to_results(request, form.questions())


def desk_hit(request: SignedInRequest, ref: str, text: UUID) -> HttpResponse:
    """One text that was found, whole: its opening is in the audit log with the reason of the search."""
    asked = _asked(request, ref)
    form = desk_form(request, asked.questions)
    if not form.is_valid():
        raise Http404
    found = queries.open_hit(by=request.user, ref=text, query=form.query(), why=form.cleaned_data["why"])
    if found is None:
        raise Http404
    return render(request, "search/desk_hit.html", {"one": found, "asked": asked})


@fresh_sign_in_required
def desk_export(request: SignedInRequest, ref: str) -> HttpResponse:
    asked = _asked(request, ref)
    search, form = desk_form(request, asked.questions), ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and search.is_valid():
        query = queries.like_this(request.user, search.query(), search.cleaned_data["like"])
        why, typed = form.cleaned_data["reason"], search.cleaned_data["q"]
        content = exporting.export(by=request.user, query=query, why=why, typed=typed)
        named = {"Content-Disposition": 'attachment; filename="search.csv"', "Cache-Control": "no-store"}
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=named)
    return render(request, "search/desk_export.html", {"form": form, "asked": asked, "most": exporting.MOST})


@require_safe
def search_status(request: SignedInRequest) -> HttpResponse:
    """Numbers alone: whoever works here may see them."""
    return render(request, "search/search_status.html", {"now": status(), "writes": MAPPING_VERSION})


def _asked(request: SignedInRequest, ref: str) -> Asked:
    return get_object_or_404(Asked.objects.of(request.user, AskedOn.DESK), ref=ref)


def _to_results(request: SignedInRequest, questions: Mapping[str, str]) -> HttpResponse:
    return redirect("desk_found", asking.ask(questions=questions, page=AskedOn.DESK, by=request.user).ref)


def _member_form(request: SignedInRequest, data: Mapping[str, Any]) -> SearchForm:
    return SearchForm(data, rooms=Room.objects.visible_to(request.user))


def desk_form(request: SignedInRequest, data: Mapping[str, Any]) -> DeskSearchForm:
    allowed = services_where(request.user, Permission.SEARCH_EVERYTHING_SAID)
    services = Service.objects.filter(pk__in=allowed).order_by("name")
    return DeskSearchForm(data, rooms=Room.objects.filter(service__in=allowed), services=services)


def _after(request: SignedInRequest) -> str:
    return request.GET.get("after", "")[:80]


def _page(
    request: SignedInRequest, template: str, form: SearchForm, results: Results | None = None,
    asked: Asked | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    older = f"?after={results.older}" if results and results.older else ""
    context = {"form": form, "results": results, "older": older, "asked": asked, **more}
    return render(request, template, context)
