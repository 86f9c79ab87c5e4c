"""Rooms and threads: fetch what is visible, validate, call one action, answer."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from community.people.policies import may
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from community.rooms import actions, pages, policies
from community.rooms.forms import EditForm, HideForm, ReplyForm, ThreadForm
from community.rooms.models import Post, Room, Thread
from community.utterances.models import Care, Utterance

THREADS_A_PAGE = 20


def lobby(request: SignedInRequest) -> HttpResponse:
    """What is new in the rooms that one's key opens."""
    rooms = Room.objects.visible_to(request.user).select_related("service")
    recent = (
        Thread.objects.visible_to(request.user).select_related("room", "author").order_by("-last_post_at")[:8]
    )
    return render(request, "rooms/lobby.html", {"rooms": rooms, "threads": recent})


def room_list(request: SignedInRequest) -> HttpResponse:
    rooms = Room.objects.visible_to(request.user).select_related("service")
    return render(request, "rooms/room_list.html", {"rooms": rooms})


def room(request: SignedInRequest, room: str) -> HttpResponse:
    here = get_object_or_404(Room.objects.visible_to(request.user).select_related("service"), slug=room)
    threads = here.threads.select_related("author").order_by("-last_post_at", "-id")
    page = Paginator(threads, THREADS_A_PAGE).get_page(request.GET.get("page"))
    sees_who = may(request.user, Permission.SEE_WHO_ENTERS, here.service_id)
    return render(request, "rooms/room.html", {"room": here, "page": page, "sees_who": sees_who})


def _thread(request: SignedInRequest, room: str, thread: str) -> Thread:
    seen = Thread.objects.visible_to(request.user).select_related("room__service")
    return get_object_or_404(seen, ref=thread, room__slug=room)


def _post(request: SignedInRequest, room: str, thread: str, number: int) -> Post:
    found = Post.objects.visible_to(request.user).select_related("in_thread__room", "room__service", "author")
    return get_object_or_404(found, room__slug=room, in_thread__ref=thread, number=number)


def thread(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    here = _thread(request, room, thread)
    asked = request.GET.get("page", "")
    page = pages.read_page(here, int(asked) if asked.isdecimal() and len(asked) < 9 else 1)
    seen = pages.last_read(here, request.user)
    if page.posts and page.posts[-1].number > seen:
        actions.mark_read(thread=here, number=page.posts[-1].number, by=request.user)
    context = {
        "thread": here,
        "page": page,
        "seen": seen,
        "form": ReplyForm(),
        "care": _care(request),
        "moderates": policies.moderates(request.user, here.room),
    }
    return render(request, "rooms/thread.html", context)


def thread_whole(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    """Every post on one page, to read in one go or to print."""
    here = _thread(request, room, thread)
    return render(request, "rooms/thread_whole.html", {"thread": here, "page": pages.read_whole(here)})


def thread_new(request: SignedInRequest, room: str) -> HttpResponse:
    here = get_object_or_404(Room.objects.visible_to(request.user).select_related("service"), slug=room)
    form = ThreadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened, said = actions.open_thread(room=here, by=request.user, **form.cleaned_data)
        return _back_to(opened, 1, request, said)
    return render(request, "rooms/thread_new.html", {"room": here, "form": form})


def post_reply(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    here = _thread(request, room, thread)
    form = ReplyForm(request.POST or None, initial={"reply_to": request.GET.get("to")})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["reply_to"]
        answered = here.posts.filter(number=number).first() if number else None
        post, said = actions.reply(
            thread=here, body=form.cleaned_data["body"], by=request.user, reply_to=answered
        )
        return _back_to(here, post.number, request, said)
    return render(
        request, "rooms/post_reply.html", {"thread": here, "form": form, "to": _answered(here, form)}
    )


def _answered(here: Thread, form: ReplyForm) -> Post | None:
    number = str(form["reply_to"].value() or "")
    if not number.isdecimal() or len(number) > 8:
        return None
    standing = Post.objects.filter(in_thread=here).published().lean_with_authors()
    return standing.filter(number=int(number)).first()


def post_edit(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    post = _post(request, room, thread, number)
    form = EditForm(request.POST or None, initial={"body": post.comment})
    if request.method == "POST" and form.is_valid():
        said = actions.edit(post=post, body=form.cleaned_data["body"], by=request.user)
        return _back_to(post.in_thread, number, request, said)
    policies.require_own(request.user, post)
    return render(request, "rooms/post_edit.html", {"post": post, "thread": post.in_thread, "form": form})


def post_delete(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    post = _post(request, room, thread, number)
    if request.method == "POST":
        actions.delete(post=post, by=request.user)
        return _back_to(post.in_thread, number, request, None)
    policies.require_own(request.user, post)
    return render(request, "rooms/post_delete.html", {"post": post, "thread": post.in_thread})


def post_hide(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    """A moderator takes a post out of sight, and says why."""
    post = _post(request, room, thread, number)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.hide(post=post, by=request.user, why=form.cleaned_data["why"])
        return _back_to(post.in_thread, number, request, None)
    policies.require_may_hide(request.user, post)
    return render(request, "rooms/post_hide.html", {"post": post, "thread": post.in_thread, "form": form})


def _back_to(thread: Thread, number: int, request: SignedInRequest, said: Utterance | None) -> HttpResponse:
    """To the post just written; the help card stands above it when the judge asks for it."""
    if said is not None and said.care == Care.HELP:
        request.session["care"] = thread.ref
    url = reverse("thread", args=[thread.room.slug, thread.ref])
    return redirect(f"{url}?page={pages.page_of(number)}#post-{number}")


def _care(request: SignedInRequest) -> bool:
    """Shown once, on the page that follows the post."""
    return request.session.pop("care", None) is not None
