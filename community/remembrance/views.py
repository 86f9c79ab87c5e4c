"""When a member has died: what the team does, step by step; and their page, where they are to be remembered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.people.models import Person, Service, new_ref
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from community.remembrance import actions, hiding, policies
from community.remembrance.forms import SAY, DeathForm, RoomsForm, ToldForm, UndoForm, WishForm
from community.remembrance.models import Death, Wish
from community.remembrance.states import State
from community.rooms import profiles
from community.rooms.models import Room
from community.rooms.models.rooms import RoomQuerySet

A_PAGE = 25


@never_cache
def death_report(request: SignedInRequest, ref: str, service: str) -> HttpResponse:
    here = get_object_or_404(Service.objects.where(request.user, Permission.KEEP_CARE_TEAM), slug=service)
    members = Person.objects.filter(memberships__room__service=here, works_here=False).distinct()
    who = get_object_or_404(members, ref=ref)
    known = Death.objects.visible_to(request.user)
    if (standing := known.standing().filter(person=who).first()) is not None:
        return redirect("death", standing.ref)
    form = DeathForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = actions.report(person=who, service=here, by=request.user, **form.cleaned_data)
        if known.filter(pk=done.pk).exists():
            return redirect("death", done.ref)
        messages.info(request, "Somebody has written it down already. The account is closed.")
        return redirect("person", ref)
    return render(request, "remembrance/death_report.html", {"who": who, "service": here, "form": form})


@never_cache
def deaths(request: SignedInRequest) -> HttpResponse:
    """Those of one's services: first what waits for a second colleague."""
    seen = Death.objects.visible_to(request.user).select_related("person", "service", "told_by")
    page = Paginator(seen.exclude(state=State.TOLD), A_PAGE).get_page(request.GET.get("page"))
    waiting = [(one, policies.may_confirm(request.user, one)) for one in seen.filter(state=State.TOLD)]
    return render(request, "remembrance/deaths.html", {"waiting": waiting, "page": page})


@never_cache
def death(request: SignedInRequest, ref: str) -> HttpResponse:
    return _page(request, _death(request, ref))


@require_POST
def death_confirm(request: SignedInRequest, ref: str) -> HttpResponse:
    try:
        actions.confirm(death=_death(request, ref), by=request.user)
    except actions.ChangedMeanwhile:
        messages.warning(request, "A colleague was quicker. Have a look at how it stands.")
    return redirect("death", ref)


@require_POST
def death_told(request: SignedInRequest, ref: str, line: str) -> HttpResponse:
    here, form = _death(request, ref), ToldForm(request.POST)
    if not form.is_valid():
        return _page(request, here, told=form, line=line)
    one = get_object_or_404(here.list, ref=line)
    try:
        actions.told(line=one, by=request.user, **form.cleaned_data)
    except actions.ChangedMeanwhile:
        messages.warning(request, "A colleague was quicker. Have a look at how it stands.")
    return redirect("death", ref)


@require_POST
def death_wish(request: SignedInRequest, ref: str) -> HttpResponse:
    here, form = _death(request, ref), WishForm(request.POST)
    if not form.is_valid():
        return _page(request, here, wish=form)
    given = form.cleaned_data | {"wish": Wish(form.cleaned_data["wish"])}
    actions.choose(death=here, by=request.user, **given)
    messages.success(request, "Written down.")
    return redirect("death", ref)


@require_POST
def death_rooms(request: SignedInRequest, ref: str) -> HttpResponse:
    here = _death(request, ref)
    form = RoomsForm(_rooms(request, here), request.POST)
    if not form.is_valid():
        return _page(request, here, rooms=form)
    title, words = form.cleaned_data["title"], form.cleaned_data["words"]
    told = actions.say_to_rooms(
        death=here, to=list(form.cleaned_data["rooms"]), title=title, words=words, by=request.user,
        send_key=form.send_key(),
    )  # fmt: skip
    if told:
        messages.success(request, "Posted. Stay near the rooms for a while, if you can.")
    else:
        messages.info(request, "You sent this a moment ago. It is posted once.")
    return redirect("death", ref)


@require_POST
def death_undo(request: SignedInRequest, ref: str) -> HttpResponse:
    here, form = _death(request, ref), UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, here, undo=form)
    try:
        actions.undo(death=here, by=request.user, why=form.cleaned_data["why"])
    except actions.ChangedMeanwhile:
        messages.warning(request, "A colleague was quicker. Have a look at how it stands.")
    return redirect("death", ref)


def remembered(request: SignedInRequest, ref: str) -> HttpResponse:
    """For who knows them, where their page is to say it."""
    who = profiles.read_profile(ref, request.user).person
    found = policies.remembered(who)
    if found is None:
        raise Http404
    return render(request, "remembrance/remembered.html", {"who": who, "death": found})


def _death(request: SignedInRequest, ref: str) -> Death:
    seen = Death.objects.visible_to(request.user).select_related(
        "person", "service", "told_by", "confirmed_by"
    )
    return get_object_or_404(seen, ref=ref)


def _rooms(request: SignedInRequest, here: Death) -> RoomQuerySet:
    return Room.objects.visible_to(request.user).filter(service=here.service_id).order_by("name")


def _page(request: SignedInRequest, here: Death, *, line: str = "", **forms: Form) -> HttpResponse:
    """`forms`: one that was sent and has something wrong, with what was typed."""
    context = {
        "death": here,
        "list": here.list.select_related("by"),
        "line": line,
        "may_confirm": policies.may_confirm(request.user, here),
        "told_form": forms.get("told") or ToldForm(),
        "wish_form": forms.get("wish")
        or WishForm(initial={"wish": here.wish, "wished_by": here.wished_by, "words": here.words}),
        "rooms_form": forms.get("rooms")
        or RoomsForm(
            _rooms(request, here),
            initial={"title": "Sad news", "words": SAY.format(handle=here.person.handle), "key": new_ref()},
        ),
        "progress": hiding.done_so_far(here),
        "undo_form": forms.get("undo") or UndoForm(),
        "form": next(iter(forms.values()), None),
    }
    return render(request, "remembrance/death.html", context)
