"""What readers do beside reading; the pages themselves are Wagtail's."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cms.gated import RoomPage, room_page_models
from cms.library import actions
from cms.library.finding import Find
from cms.library.finding import find as find_pages

THANKS = "Thank you. We read what helps."


@require_POST
def library_mine(request: HttpRequest, shelf: str, page: str) -> HttpResponse:
    """A button under a page was pressed."""
    found, by, pressed = _page(request, shelf, page), request.user, request.POST.get("do", "")
    if pressed in {"keep", "let_go"}:
        actions.keep(page=found, by=by, wanted=pressed == "keep")
    elif pressed in {"helped", "helped_not"}:
        actions.say_whether_it_helped(page=found, by=by, helped=pressed == "helped")
        messages.success(request, THANKS)
    elif pressed == "left" and request.POST.get("second", "").isdecimal():
        actions.leave_at(page=found, by=by, second=int(request.POST["second"][:9]))
        return HttpResponse(status=204)
    return redirect(found.get_url())


@require_safe
def library_file(request: HttpRequest, page: str, number: int) -> HttpResponse:
    """The address of a download that stays, whichever version stands on the page."""
    files = list(_page(request, "library", page).downloads)
    if not 1 <= number <= len(files):
        raise Http404
    return redirect(files[number - 1].url)


def library_find(request: HttpRequest) -> HttpResponse:
    form = Find(request.POST if request.method == "POST" else None)
    searched = form.is_bound and form.is_valid()
    hits = find_pages(form.cleaned_data["words"], request.user) if searched else []
    return render(request, "library/library_find.html", {"form": form, "hits": hits, "searched": searched})


def _page(request: HttpRequest, shelf: str, slug: str) -> RoomPage:
    for model in room_page_models():
        if model.shelf == shelf:
            page = model.objects.visible_to(request.user).filter(slug=slug).first()
            if page is not None:
                return page
    raise Http404
