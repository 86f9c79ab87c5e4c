"""Saved searches of the services one works in, and their watches."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from community.people.models import Service
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from risk_jobs.watches import actions
from risk_jobs.watches.forms import RunForm, SaveForm, WatchForm
from risk_jobs.watches.models import Watch
from risk_jobs.watches.reading import in_words, watches_of
from search import asking, saving
from search.models import Asked, AskedOn, SavedSearch


def saved_searches(request: SignedInRequest) -> HttpResponse:
    saved = list(SavedSearch.objects.visible_to(request.user).select_related("service", "made_by", "author"))
    return render(request, "watches/saved_searches.html", {"rows": watches_of(saved)})


def save_search(request: SignedInRequest, asked: str) -> HttpResponse:
    """The search just made, under a name."""
    here = get_object_or_404(Asked.objects.of(request.user, AskedOn.DESK), ref=asked)
    services = Service.objects.where(request.user, Permission.SEARCH_EVERYTHING_SAID).order_by("name")
    form = SaveForm(request.POST or None, services=services)
    if request.method == "POST" and form.is_valid():
        service = form.services[form.cleaned_data["service"]]
        saved = saving.save(
            name=form.cleaned_data["name"], questions=here.questions, service=service, by=request.user
        )
        return redirect("saved_search", saved.ref)
    return render(
        request, "watches/save_search.html", {"form": form, "asked": here, "says": in_words(here.questions)}
    )


def saved_search(request: SignedInRequest, ref: str) -> HttpResponse:
    """Asking it again needs a reason, as every search."""
    saved, form = _saved(request, ref), RunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        questions = {**saved.asks(), "service": saved.service.slug, "why": form.cleaned_data["why"]}
        asked = asking.ask(questions=questions, page=AskedOn.DESK, by=request.user)
        return redirect("desk_found", asked.ref)
    return _page(request, saved, form, WatchForm(initial={"priority": "3"}))


@require_POST
def saved_search_watch(request: SignedInRequest, ref: str) -> HttpResponse:
    saved, form = _saved(request, ref), WatchForm(request.POST)
    if not form.is_valid():
        return _page(request, saved, RunForm(), form)
    actions.start(saved=saved, priority=int(form.cleaned_data["priority"]), by=request.user)
    messages.success(request, "It is watched from now on. What it finds stands in the queue.")
    return redirect("saved_search", ref)


@require_POST
def saved_search_stop(request: SignedInRequest, ref: str) -> HttpResponse:
    saved = _saved(request, ref)
    for watch in Watch.objects.running().filter(saved=saved).select_related("saved__service"):
        actions.stop(watch=watch, by=request.user)
    messages.success(request, "It is not watched any more. Its cases stay in the queue.")
    return redirect("saved_search", ref)


@require_POST
def saved_search_keep(request: SignedInRequest, ref: str) -> HttpResponse:
    saved = _saved(request, ref)
    for watch in Watch.objects.running().filter(saved=saved).select_related("saved__service"):
        actions.keep(watch=watch, by=request.user)
    messages.success(request, "You answer for it from now on.")
    return redirect("saved_search", ref)


@require_POST
def saved_search_remove(request: SignedInRequest, ref: str) -> HttpResponse:
    saving.remove(saved=_saved(request, ref), by=request.user)
    messages.success(request, "The saved search is gone. Cases that its watch has opened stay in the queue.")
    return redirect("saved_searches")


def _saved(request: SignedInRequest, ref: str) -> SavedSearch:
    return get_object_or_404(
        SavedSearch.objects.visible_to(request.user).select_related("service", "made_by", "author"), ref=ref
    )


def _page(request: SignedInRequest, saved: SavedSearch, form: RunForm, watch_form: WatchForm) -> HttpResponse:
    [row] = watches_of([saved])
    context = {"row": row, "saved": saved, "run_form": form, "watch_form": watch_form}
    return render(
        request, "watches/saved_search.html", context | {"form": watch_form if watch_form.errors else form}
    )
