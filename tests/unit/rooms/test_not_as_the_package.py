"""Each fault of django-comments-xtd that we know of: the package as it comes has it, the house does not.

The package runs in a process and a database of its own (tests/stock_comments). When a release mends a fault, the
first half of its test says so, and what we do about it can go."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django_comments_xtd.models import XtdComment

from community.rooms import actions
from community.rooms.models import Post, PostState, Thread

ROOT = Path(__file__).resolve().parents[3]
# Their addresses, under the names one would try. None is to answer, whoever asks.
THEIRS = (
    "sent/?c={pk}", "reply/{pk}/", "reply/{pk}.json", "like/{pk}/", "dislike/{pk}/", "flag/{pk}/", "delete/{pk}/",
    "approve/{pk}/", "post/", "posted/?c={pk}", "posted.json", "sent.json", "flagged/?c={pk}", "liked/?c={pk}",
    "cr/1/{pk}/", "mute/x/", "confirm/x/", "api/rooms-thread/1/", "api/rooms-thread/1/count/", "api/comment/",
    "api/preview/", "api/feedback/", "api/flag/",
)  # fmt: skip


@pytest.fixture(scope="session")
def stock() -> dict[str, Any]:
    """What the package does, by the names of tests/stock_comments/faults.py."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.stock_comments"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = actions.open_thread(
        room=building.harbour, title="Evenings", body="They are long.", by=building.mia
    )
    return Thread.objects.select_related("room").get(pk=opened.pk)


def reply(thread: Thread, by, to: Post | None = None, body: str = "Yes.") -> Post:
    return actions.reply(thread=thread, body=body, by=by, reply_to=to)[0]


def first(thread: Thread) -> Post:
    return Post.objects.get(in_thread=thread, number=1)


def test_saving_a_post_publishes_nothing_below_it(stock, thread, building):
    assert stock["saving_a_parent_publishes_what_is_held"] == [True, True]
    child = reply(thread, building.robin, to=first(thread))
    grandchild = reply(thread, building.robin, to=child)
    for post in (child, grandchild):
        actions.hide(post=post, by=building.pat, why="numbers")
    first(thread).save()
    actions.edit(post=first(thread), body="Shorter now.", by=building.mia)
    for post in Post.objects.filter(number__gt=1):
        assert (post.state, post.is_public) == (PostState.HIDDEN, False)


def test_saving_a_post_counts_nothing_twice(stock, thread, building):
    assert stock["saving_changes_counts"] == [2, 5]
    child = reply(thread, building.robin, to=first(thread))
    reply(thread, building.robin, to=child)
    before = list(XtdComment.norel_objects.order_by("pk").values())
    for _ in range(3):
        Post.objects.get(pk=child.pk).save()
    assert list(XtdComment.norel_objects.order_by("pk").values()) == before
    assert Thread.objects.get(pk=thread.pk).last_number == 3


def test_removing_the_first_post_takes_no_other_with_it(stock, thread, building):
    taken, returned = stock["removing_the_first_takes_all_and_returning_it_publishes_all"]
    assert taken == [False, False]
    assert returned == [True, True]
    shown, held = (reply(thread, building.robin, to=first(thread)) for _ in range(2))
    actions.hide(post=held, by=building.pat, why="numbers")
    actions.hide(post=first(thread), by=building.pat, why="numbers")
    Post.objects.get(in_thread=thread, number=1).save()
    assert Post.objects.get(pk=shown.pk).is_public
    assert not Post.objects.get(pk=held.pk).is_public


def test_an_answer_may_go_as_deep_as_it_likes_and_keeps_its_place(stock, thread, building):
    assert stock["too_deep_a_reply_leaves_an_orphan"]["error"]
    assert stock["too_deep_a_reply_leaves_an_orphan"]["left"] == [{"thread_id": 0, "is_public": True}]
    post = first(thread)
    for _ in range(30):
        post = reply(thread, building.robin, to=post)
    assert (post.number, post.reply_to_number) == (31, 30)
    assert not Post.objects.exclude(in_thread=thread).exists()


def test_an_answer_to_nothing_is_a_reply_in_its_thread(stock, thread, building, sign_in):
    assert stock["a_reply_to_nothing_leaves_an_orphan"]["left"] == [{"thread_id": 0, "is_public": True}]
    address = f"{thread.get_absolute_url()}reply/"
    answer = sign_in(building.robin).post(address, {"body": "Yes.", "reply_to": "999999"})
    assert answer.status_code in (200, 302)
    assert not XtdComment.norel_objects.exclude(thread_id=thread.pk).exists()


def test_an_answer_is_not_grafted_into_another_room(stock, thread, building):
    assert stock["a_reply_is_grafted_into_another_room"]["in_the_thread_of_the_other_room"]
    assert stock["a_reply_is_grafted_into_another_room"]["count_of_theirs"] == 2
    other, _said = actions.open_thread(room=building.lantern, title="Mondays", body="Again.", by=building.max)
    before = list(Post.objects.filter(in_thread=other).values())
    with pytest.raises(PermissionDenied):
        reply(thread, building.robin, to=first(other))
    assert list(Post.objects.filter(in_thread=other).values()) == before
    assert Thread.objects.get(pk=thread.pk).last_number == 1


def test_two_posts_never_get_one_number(stock, thread, building):
    """Under real concurrency: tests/integration/test_races.py. Here: the database itself refuses it."""
    one, other = stock["two_replies_at_once_get_one_place"]
    assert one == other
    posted = reply(thread, building.robin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=posted.pk).update(number=1)


def test_a_reply_moves_no_row_of_another_post(thread, building):
    """The package rewrites the order of all that come after; one reply would touch a whole thread."""
    for _ in range(5):
        reply(thread, building.robin)
    with CaptureQueriesContext(connection) as captured:
        reply(thread, building.robin, to=first(thread))
    written = [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]
    assert not [
        sql for sql in written if "comment" in sql.split(" SET ")[0] or "rooms_post" in sql.split(" SET ")[0]
    ]


def test_the_rules_of_a_room_hold_however_its_thread_was_fetched(stock, thread, building):
    asked = stock["a_general_page_escapes_the_rules_of_its_kind"]
    assert (asked["specific"], asked["general"]) == (False, True)
    post = reply(Thread.objects.only("pk").get(pk=thread.pk), building.robin)
    assert post.content_type.model_class() is Thread
    assert post.room_id == building.harbour.pk
    with pytest.raises(PermissionDenied):
        reply(Thread.objects.only("pk").get(pk=thread.pk), building.max)


def test_a_room_is_not_deleted_from_over_its_posts(stock, thread, building):
    assert stock["a_room_that_is_deleted_leaves_its_comments"] == {"left": True, "reply": 500}
    for held in (thread, building.harbour):
        with pytest.raises(ProtectedError):
            held.delete()


def test_nobody_posts_as_another(stock, thread, building, sign_in):
    assert stock["anybody_posts_as_anybody"]["user_name"] == "Dr Clinician"
    posed = {"body": "Trust me.", "name": "Dr Clinician", "user_name": "Dr Clinician", "email": "fake@example.org",
             "author": str(building.cleo.pk), "user": str(building.cleo.pk), "said_as": "clinician"}  # fmt: skip
    sign_in(building.mia).post(f"{thread.get_absolute_url()}reply/", posed)
    post = Post.objects.get(in_thread=thread, number=2)
    assert (post.user_name, post.user_email, post.author, post.user) == (
        "mia",
        "",
        building.mia,
        building.mia,
    )
    assert post.said_as == "patient"


def test_an_answer_leads_nowhere_but_to_the_thread(stock, thread, building, sign_in):
    assert stock["the_answer_leads_where_the_sender_says"] == "https://elsewhere.example/"
    sent = {"body": "Yes.", "url": "https://elsewhere.example/", "next": "https://elsewhere.example/"}
    answer = sign_in(building.mia).post(f"{thread.get_absolute_url()}reply/", sent)
    assert answer.headers["Location"].startswith(thread.get_absolute_url())


def test_no_address_of_theirs_is_there_to_fail(stock, thread, building, sign_in):
    assert set(stock["odd_addresses_fail"].values()) == {500}
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not [name for name in names if name.startswith("comments")]


@pytest.mark.parametrize("who", [None, "max", "mia", "pat", "clara", "zed"])
def test_no_address_of_theirs_leaks_or_acts(who, stock, thread, building, sign_in):
    theirs = stock["strangers_read_a_closed_room"]
    assert (theirs["list"], theirs["count"], theirs["flagged"], theirs["posted"]) == (True, 200, 201, True)
    assert theirs["held_read_by_reply"]
    client = sign_in(getattr(building, who)) if who else Client()
    post, before = first(thread), Post.objects.count()
    for prefix in ("/comments/", "/comments-xtd/", "/"):
        for address in THEIRS:
            where = prefix + address.format(pk=post.pk)
            for answer in (client.get(where), client.post(where, {"comment": str(post.pk), "flag": "like"})):
                assert answer.status_code in ((404,) if who else (302, 404)), where
                assert b"They are long." not in answer.content
                assert "/sign-in/" in answer.headers.get("Location", "/sign-in/")
    assert Post.objects.count() == before
    assert not post.flags.exists()
