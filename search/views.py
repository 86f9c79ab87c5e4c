"""Two searches: what a member finds in the rooms of their key, and what the clinical team finds at the desk.

What is asked is posted and kept; its results have an address of their own, which names no word."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from community.people.policies import services_where
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from community.rooms.models import Room
from search import asking
from search.forms import DeskSearchForm, SearchForm
from search.models import Asked, AskedOn
from search.queries import Results, said_for_clinicians, said_visible_to

MEMBERS, DESK = "search/member_search.html", "search/desk_search.html"


def member_search(request: SignedInRequest) -> HttpResponse:
    form = _member_form(request, request.POST)
    if request.method == "POST" and form.is_valid():
        return redirect(
            "member_found", asking.ask(questions=form.questions(), page=AskedOn.ROOMS, by=request.user).ref
        )
    return _page(request, MEMBERS, form)


@require_safe
def member_found(request: SignedInRequest, ref: str) -> HttpResponse:
    asked = get_object_or_404(Asked.objects.of(request.user, AskedOn.ROOMS), ref=ref)
    form = _member_form(request, asked.questions)
    results = said_visible_to(request.user, form.query(after=_after(request))) if form.is_valid() else None
    return _page(request, MEMBERS, form, results)


def desk_search(request: SignedInRequest) -> HttpResponse:
    form = _desk_form(request, request.POST)
    if request.method == "POST" and form.is_valid():
        asked = asking.ask(questions=form.questions(), page=AskedOn.DESK, by=request.user)
        return redirect("desk_found", asked.ref)
    return _page(request, DESK, form)


@require_safe
def desk_found(request: SignedInRequest, ref: str) -> HttpResponse:
    asked = get_object_or_404(Asked.objects.of(request.user, AskedOn.DESK), ref=ref)
    form, results = _desk_form(request, asked.questions), None
    if form.is_valid():
        why, typed = form.cleaned_data["why"], form.cleaned_data["q"]
        results = said_for_clinicians(request.user, form.query(after=_after(request)), why=why, typed=typed)
    return _page(request, DESK, form, results, asked)


def _member_form(request: SignedInRequest, data: object) -> SearchForm:
    return SearchForm(data, rooms=Room.objects.visible_to(request.user))


def _desk_form(request: SignedInRequest, data: object) -> DeskSearchForm:
    services = services_where(request.user, Permission.SEARCH_EVERYTHING_SAID)
    return DeskSearchForm(data, rooms=Room.objects.filter(service__in=services))


def _after(request: SignedInRequest) -> str:
    return request.GET.get("after", "")[:80]


def _page(
    request: SignedInRequest,
    template: str,
    form: SearchForm,
    results: Results | None = None,
    asked: Asked | None = None,
) -> HttpResponse:
    older = f"?after={results.older}" if results and results.older else ""
    return render(request, template, {"form": form, "results": results, "older": older, "asked": asked})
