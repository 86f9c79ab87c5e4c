"""Opening a thread, and replying in one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from community.people.requests import SignedInRequest
from community.rooms import actions
from community.rooms.forms import ReplyForm, ThreadForm
from community.rooms.markup import as_quotation
from community.rooms.models import Post, Room, Thread
from community.rooms.views.fetching import back_to, thread_at


def thread_new(request: SignedInRequest, room: str) -> HttpResponse:
    here = get_object_or_404(Room.objects.visible_to(request.user).select_related("service"), slug=room)
    form = ThreadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened, said = actions.open_thread(room=here, by=request.user, **form.cleaned_data)
        return back_to(opened, 1, request, said)
    return render(request, "rooms/thread_new.html", {"room": here, "form": form})


def post_reply(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    here = thread_at(request, room, thread)
    form = ReplyForm(request.POST or None, initial={"reply_to": request.GET.get("to")})
    if "quote" in request.GET and (quoted := _answered(here, form)) is not None:
        form.initial["body"] = as_quotation(quoted.comment)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["reply_to"]
        answered = here.posts.filter(number=number).first() if number else None
        post, said = actions.reply(
            thread=here, body=form.cleaned_data["body"], by=request.user, reply_to=answered
        )
        return back_to(here, post.number, request, said)
    return render(
        request, "rooms/post_reply.html", {"thread": here, "form": form, "to": _answered(here, form)}
    )


def _answered(here: Thread, form: ReplyForm) -> Post | None:
    number = str(form["reply_to"].value() or "")
    if not number.isdecimal() or len(number) > 8:
        return None
    standing = Post.objects.filter(in_thread=here).published().lean_with_authors()
    return standing.filter(number=int(number)).first()
