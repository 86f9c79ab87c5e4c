"""Two pages: what a member finds in the rooms of their key, and what the clinical team finds at the desk."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.people.models import Person
from community.people.policies import services_where
from community.people.roles import Permission
from community.rooms.models import Room
from search.forms import DeskSearchForm, SearchForm
from search.queries import Results, said_for_clinicians, said_visible_to


@require_safe
def member_search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET, rooms=Room.objects.visible_to(request.user))
    results = said_visible_to(_asker(request), form.query()) if form.is_valid() else None
    return _page(request, "search/member_search.html", form, results)


@require_safe
def desk_search(request: HttpRequest) -> HttpResponse:
    services = services_where(request.user, Permission.SEARCH_EVERYTHING_SAID)
    form = DeskSearchForm(request.GET, rooms=Room.objects.filter(service__in=services))
    results = None
    if form.is_valid():
        why, typed = form.cleaned_data["why"], form.cleaned_data["q"]
        results = said_for_clinicians(_asker(request), form.query(), why=why, typed=typed)
    return _page(request, "search/desk_search.html", form, results)


def _asker(request: HttpRequest) -> Person:
    """The table of routes lets nobody in here who has not signed in."""
    return cast(Person, request.user)


def _page(request: HttpRequest, template: str, form: SearchForm, results: Results | None) -> HttpResponse:
    older = form.address(results.older) if results and results.older else ""
    return render(request, template, {"form": form, "results": results, "older": older})
