"""Each function shows one fault of the package, on its own rooms and people, and returns what came of it."""

from typing import Any
from unittest import mock

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from django_comments_xtd.forms import XtdCommentForm
from django_comments_xtd.models import XtdComment
from django_comments_xtd.utils import get_app_model_options

from tests.stock_comments.models import QuietRoom, Room

SECRET = "Words that nobody was to read."


def room(name: str = "Harbour") -> Room:
    return Room.objects.create(name=name)


def say(where: Room, *, under: XtdComment | int = 0, text: str = "Words.", **more: Any) -> XtdComment:
    parent = under.pk if isinstance(under, XtdComment) else under
    return XtdComment.objects.create(
        content_type=ContentType.objects.get_for_model(Room), object_pk=str(where.pk), site_id=1, comment=text,
        submit_date=timezone.now(), parent_id=parent, user_name="mia", **more,
    )  # fmt: skip


def is_public(*comments: XtdComment) -> list[bool]:
    return [XtdComment.objects.get(pk=comment.pk).is_public for comment in comments]


def hold(comment: XtdComment) -> None:
    XtdComment.objects.filter(pk=comment.pk).update(is_public=False)


def saving_a_parent_publishes_what_is_held() -> list[bool]:
    parent = say(room())
    child = say(room(), under=parent)
    grandchild = say(room(), under=child)
    hold(child), hold(grandchild)
    XtdComment.objects.get(pk=parent.pk).save()
    return is_public(child, grandchild)


def saving_changes_counts() -> list[int]:
    here = room()
    root = say(here)
    child = say(here, under=root)
    say(here, under=child)
    before = XtdComment.objects.get(pk=root.pk).nested_count
    for _ in range(3):
        XtdComment.objects.get(pk=child.pk).save()
    return [before, XtdComment.objects.get(pk=root.pk).nested_count]


def removing_the_first_takes_all_and_returning_it_publishes_all() -> list[list[bool]]:
    here = room()
    root = say(here)
    shown, held = say(here, under=root), say(here, under=root)
    hold(held)
    seen = []
    for removed in (True, False):
        first = XtdComment.objects.get(pk=root.pk)
        first.is_removed, first.is_public = removed, not removed
        first.save()
        seen.append(is_public(shown, held))
    return seen


def too_deep_a_reply_leaves_an_orphan() -> dict[str, Any]:
    here = room()
    deepest = say(here)
    for _ in range(3):
        deepest = say(here, under=deepest)
    return _orphan(here, under=deepest)


def a_reply_to_nothing_leaves_an_orphan() -> dict[str, Any]:
    return _orphan(room(), under=999_999)


def _orphan(here: Room, under: XtdComment | int) -> dict[str, Any]:
    error = ""
    try:
        say(here, under=under, text=SECRET)
    except Exception as raised:
        error = type(raised).__name__
    left = XtdComment.objects.filter(comment=SECRET, object_pk=str(here.pk)).values("thread_id", "is_public")
    return {"error": error, "left": list(left)}


def a_reply_is_grafted_into_another_room() -> dict[str, Any]:
    here, there = room(), room("Lantern")
    root = say(there)
    last = say(there, under=root)
    graft = say(here, under=root)
    return {
        "in_the_thread_of_the_other_room": graft.thread_id == root.thread_id,
        "order_of_theirs": [last.order, XtdComment.objects.get(pk=last.pk).order],
        "count_of_theirs": XtdComment.objects.get(pk=root.pk).nested_count,
    }


def two_replies_at_once_get_one_place() -> list[int]:
    """The second is written between the first one's reading of the order and its saving: nothing is locked."""
    here = room()
    root = say(here)
    placed, calculate = [], XtdComment._calculate_thread_data

    def interrupted(comment: XtdComment) -> None:
        calculate(comment)
        if not placed:
            placed.append(comment)
            placed.append(say(here, under=root))

    with mock.patch.object(XtdComment, "_calculate_thread_data", interrupted):
        first = say(here, under=root)
    return [XtdComment.objects.get(pk=comment.pk).order for comment in (first, placed[1])]


def a_general_page_escapes_the_rules_of_its_kind() -> dict[str, Any]:
    quiet = QuietRoom.objects.create(name="Quiet")
    asked = {}
    for name, target in (("specific", quiet), ("general", Room.objects.get(pk=quiet.pk))):
        made = XtdCommentForm(target).target_object
        kind = ContentType.objects.get_for_model(made)
        asked[name] = get_app_model_options(content_type=kind)["allow_flagging"]
    return asked


def a_room_that_is_deleted_leaves_its_comments() -> dict[str, Any]:
    here = room()
    root = say(here)
    here.delete()
    client = signed_in("deleted-room")
    return {
        "left": XtdComment.objects.filter(pk=root.pk).exists(),
        "reply": status(client, f"/comments/reply/{root.pk}/"),
    }


def anybody_posts_as_anybody() -> dict[str, str]:
    here = room()
    data = form_data(here) | {"name": "Dr Clinician", "email": "fake@example.org", "comment": "Trust me."}
    status(signed_in("poser"), "/comments/post/", data)
    made = XtdComment.objects.filter(object_pk=str(here.pk)).values(
        "user_name", "user_email", "user__username"
    )
    return dict(made.get())


def the_answer_leads_where_the_sender_says() -> str:
    here = room()
    data = form_data(here) | {
        "name": "x", "email": "x@example.org", "comment": "x", "url": "https://elsewhere.example/",
        "content_type": "stock_comments.room",
    }  # fmt: skip
    client = signed_in("sender")
    return str(client.post("/comments/api/comment/", data).headers.get("Location", ""))


def odd_addresses_fail() -> dict[str, int]:
    root, client = say(room()), signed_in("odd")
    return {
        "sent.json": status(Client(raise_request_exception=False), "/comments/sent.json"),
        "reply.json": status(client, f"/comments/reply/{root.pk}.json"),
        "posted.json": status(client, "/comments/posted.json"),
        "preview": status(client, "/comments/api/preview/", {"x": "y"}),
        "feedback": status(client, "/comments/api/feedback/", {"comment": root.pk, "flag": "report"}),
    }


def strangers_read_a_closed_room() -> dict[str, Any]:
    """A room that the site never shows them: the package's own addresses answer all the same."""
    here = room("Closed")
    shown, held = say(here, text="Shown in a closed room."), say(here, text=SECRET)
    hold(held)
    anyone, member = Client(raise_request_exception=False), signed_in("outsider")
    listed = anyone.get(f"/comments/api/stock_comments-room/{here.pk}/")
    return {
        "list": b"Shown in a closed room." in listed.content,
        "count": status(anyone, f"/comments/api/stock_comments-room/{here.pk}/count/"),
        "held_read_by_reply": SECRET in text(member, f"/comments/reply/{held.pk}/"),
        "held_read_by_like": SECRET in text(member, f"/comments/like/{held.pk}/"),
        "liked_held": status(member, f"/comments/like/{held.pk}/", {"x": "y"}),
        "flagged": status(member, "/comments/api/flag/", {"comment": shown.pk, "flag": "report"}),
        "posted": _posts_into(here, member),
    }


def _posts_into(here: Room, member: Client) -> bool:
    status(
        member,
        "/comments/post/",
        form_data(here) | {"name": "x", "email": "x@example.org", "comment": "Let in."},
    )
    return XtdComment.objects.filter(object_pk=str(here.pk), comment="Let in.").exists()


def form_data(here: Room) -> dict[str, Any]:
    """What the package's own form holds: its hash proves nothing about who may enter."""
    hidden = ("content_type", "object_pk", "timestamp", "security_hash")
    form = XtdCommentForm(here)
    return {name: form[name].value() for name in hidden} | {"honeypot": "", "reply_to": "0"}


def signed_in(name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create(username=name, email=f"{name}@example.org"))
    return client


def status(client: Client, address: str, data: dict[str, Any] | None = None) -> int:
    answer = client.get(address) if data is None else client.post(address, data)
    return int(answer.status_code)


def text(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def all_of_them() -> dict[str, Any]:
    shown = (
        saving_a_parent_publishes_what_is_held, saving_changes_counts,
        removing_the_first_takes_all_and_returning_it_publishes_all, too_deep_a_reply_leaves_an_orphan,
        a_reply_to_nothing_leaves_an_orphan, a_reply_is_grafted_into_another_room, two_replies_at_once_get_one_place,
        a_general_page_escapes_the_rules_of_its_kind, a_room_that_is_deleted_leaves_its_comments,
        anybody_posts_as_anybody, the_answer_leads_where_the_sender_says, odd_addresses_fail,
        strangers_read_a_closed_room,
    )  # fmt: skip
    return {fault.__name__: fault() for fault in shown}
