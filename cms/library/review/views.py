"""Who is to do which review, and by when. What is decided in it, Wagtail's editor asks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cms.library.review import actions
from cms.library.review.forms import NameReviewer
from cms.library.review.turns import ReviewTurn


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    turns = ReviewTurn.objects.visible_to(request.user).prefetch_related("workflow_state__content_object")
    rows = [(turn, turn.task.specific.may_take(turn.page, request.user)) for turn in turns]
    return render(request, "library/cms/reviews.html", {"rows": rows, "today": timezone.localdate()})


def review(request: HttpRequest, turn: int) -> HttpResponse:
    """Name who is to do it, and by when."""
    found = _find(request.user, turn)
    form = NameReviewer(found, data=request.POST or None)
    if form.is_valid():
        actions.name_reviewer(found.page, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved. Whoever was named is told.")
        return redirect("library_reviews")
    return render(request, "library/cms/review.html", {"turn": found, "form": form})


@require_POST
def claim(request: HttpRequest, turn: int) -> HttpResponse:
    actions.claim(_find(request.user, turn).page, by=request.user)
    messages.success(request, "It is yours to review.")
    return redirect("library_reviews")


def _find(person: Any, pk: int) -> ReviewTurn:
    turn: ReviewTurn | None = ReviewTurn.objects.visible_to(person).filter(pk=pk).first()
    if turn is None:
        raise Http404
    return turn
