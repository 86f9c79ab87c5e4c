"""What somebody was told, how they want to be told, and the way out that stands in every mail."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt

from community.notices import actions, mail, reading, stopping
from community.notices.forms import SettingsForm
from community.notices.models import Notice
from community.people.requests import SignedInRequest


def notices(request: SignedInRequest) -> HttpResponse:
    """The newest first, under the place where it happened."""
    mine = Notice.objects.visible_to(request.user).select_related(None)
    page = Paginator(mine, reading.SIZE).get_page(request.GET.get("page"))
    newest = Notice.objects.filter(person=request.user).order_by("-pk").values_list("pk", flat=True).first()
    context = {"page": page, "groups": reading.groups(page.object_list, request.user), "newest": newest or 0}
    return render(request, "notices/notices.html", context)


def notices_read(request: SignedInRequest) -> HttpResponse:
    upto = request.POST.get("upto", "")
    if request.method == "POST" and upto.isascii() and upto.isdecimal() and len(upto) <= 18:
        actions.mark_read(by=request.user, upto=int(upto))
        messages.success(request, "All notices that were on the page are marked as read.")
    return redirect("notices")


def notices_new(request: SignedInRequest, after: int) -> HttpResponse:
    """Asked by an open page: how many came since. By itself the page of notices."""
    if not request.htmx:
        return redirect("notices")
    newer = Notice.objects.visible_to(request.user).unread().filter(pk__gt=after)[: reading.MOST_COUNTED]
    return render(request, "notices/newer.html", {"newer": len(newer), "newest": after})


def notice_open(request: SignedInRequest, ref: str) -> HttpResponse:
    """To what it is about, if one may still know of it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), ref=ref)
    lines = reading.say([notice], request.user)
    if not lines:
        raise Http404
    actions.open_notice(notice=notice, by=request.user)
    return redirect(lines[0].words.url)


def notice_settings(request: SignedInRequest) -> HttpResponse:
    now, off = actions.settings_of(request.user), actions.kinds_off(request.user)
    form = SettingsForm(now, off, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_settings(by=request.user, **form.chosen())
        messages.success(request, "Saved.")
        return redirect("notice_settings")
    context = {"form": form, "reach": bool(mail.address_of(request.user))}
    return render(request, "notices/settings.html", context)


@csrf_exempt
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in, by the link of a mail; mail programs send it by themselves (RFC 8058), so a GET only asks
    and no token of a form is needed: who holds the link may do this and nothing else."""
    link = stopping.find(token)
    if link is None:
        raise Http404
    done: dict[str, Any] = {"stopped": False}
    if request.method == "POST":
        stopping.stop(link=link)
        done = {"stopped": True}
    return render(request, "notices/stop.html", done)
