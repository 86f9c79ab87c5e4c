"""Threads and posts: numbered without gaps, recorded as said, judged in the same transaction."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from community.rooms import actions, pages
from community.rooms.models import Post, PostState, Thread
from community.utterances.models import Kind, Utterance

RISKY = "I have been purging again since Sunday and I cannot tell anyone."


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = actions.open_thread(
        room=building.harbour, title="Evenings", body="They are long.", by=building.mia
    )
    return Thread.objects.get(pk=opened.pk)


def test_posts_are_numbered_without_gaps(thread, building):
    for _ in range(3):
        actions.reply(thread=thread, body="Yes.", by=building.robin)
    assert list(Post.objects.filter(in_thread=thread).values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Thread.objects.get(pk=thread.pk).last_number == 4


def test_every_post_and_title_is_an_utterance_that_was_judged(thread, building):
    actions.reply(thread=thread, body=RISKY, by=building.mia)
    said = Utterance.objects.filter(room=building.harbour)
    assert set(said.values_list("kind", flat=True)) == {Kind.TITLE, Kind.POST}
    assert all(utterance.screened_at and utterance.screened_with for utterance in said)


def test_an_edit_is_a_new_utterance_and_the_old_one_stays_for_the_record(thread, building):
    post = thread.posts.get(number=1)
    actions.edit(post=post, body="They are shorter now.", by=building.mia)
    first, second = Utterance.objects.filter(kind=Kind.POST, source_id=post.pk).order_by("revision")
    assert (first.text, first.stands) == ("They are long.", False)
    assert (second.text, second.stands) == ("They are shorter now.", True)
    assert Post.objects.get(pk=post.pk).edited_at is None


@pytest.mark.parametrize(("minutes", "marked"), [(14, False), (16, True)])
def test_an_edit_is_marked_once_others_may_have_answered(minutes, marked, thread, building):
    post = thread.posts.get(number=1)
    actions.edit(
        post=post,
        body="They are shorter now.",
        by=building.mia,
        now=post.said_at + timedelta(minutes=minutes),
    )
    assert bool(Post.objects.get(pk=post.pk).edited_at) is marked


def test_an_edit_that_changes_nothing_says_nothing(thread, building):
    post = thread.posts.get(number=1)
    assert actions.edit(post=post, body="They are long.", by=building.mia) is None
    assert Utterance.objects.filter(kind=Kind.POST).count() == 1


def test_a_removed_post_keeps_its_number_and_its_words_for_the_team(thread, building, sign_in):
    actions.delete(post=thread.posts.get(number=1), by=building.mia)
    page = sign_in(building.robin).get(thread.get_absolute_url()).content.decode()
    assert "They are long." not in page
    assert "Removed by its author." in page
    assert Utterance.objects.get(kind=Kind.POST).text == "They are long."


@pytest.mark.parametrize(
    "act", [lambda p, by: actions.edit(post=p, body="x", by=by), lambda p, by: actions.delete(post=p, by=by)]
)
def test_nobody_changes_what_another_wrote(act, thread, building):
    for who in (building.robin, building.max, building.cleo, building.pat):
        with pytest.raises(PermissionDenied):
            act(thread.posts.get(number=1), who)


def test_a_moderator_of_the_service_hides_a_post_and_others_do_not(thread, building):
    for who in (building.robin, building.max, building.clara, building.mia):
        with pytest.raises(PermissionDenied):
            actions.hide(post=thread.posts.get(number=1), by=who, why="numbers")
    assert (
        actions.hide(post=thread.posts.get(number=1), by=building.pat, why="numbers").state
        == PostState.HIDDEN
    )


def test_a_reply_cannot_be_grafted_onto_a_post_of_another_thread(thread, building):
    other, _said = actions.open_thread(room=building.lantern, title="Mondays", body="Again.", by=building.max)
    with pytest.raises(PermissionDenied):
        actions.reply(thread=thread, body="x", by=building.robin, reply_to=other.posts.get(number=1))


def test_saving_a_post_leaves_removed_replies_removed(thread, building):
    answer, _said = actions.reply(
        thread=thread, body="x", by=building.robin, reply_to=thread.posts.get(number=1)
    )
    actions.hide(post=answer, by=building.pat, why="numbers")
    post = thread.posts.get(number=1)
    post.save()
    actions.edit(post=post, body="changed", by=building.mia)
    answer.refresh_from_db()
    assert answer.state == PostState.HIDDEN
    assert not answer.is_public


def test_a_post_costs_the_same_in_a_long_thread(thread, building, django_assert_max_num_queries):
    for _ in range(40):
        actions.reply(thread=thread, body="Yes.", by=building.robin)
    with django_assert_max_num_queries(16):
        actions.reply(thread=thread, body="Yes.", by=building.robin, reply_to=thread.posts.get(number=1))


@pytest.mark.parametrize(("number", "page"), [(1, 1), (20, 1), (21, 2), (40, 2), (41, 3)])
def test_a_page_is_a_range_of_numbers(number, page):
    assert pages.page_of(number) == page


def test_what_does_not_fit_the_form_comes_back_with_the_words(thread, building, sign_in):
    client = sign_in(building.mia)
    answer = client.post(f"/rooms/harbour/{thread.ref}/reply/", {"body": "", "reply_to": "x"})
    assert answer.status_code == 200
    long = "Kept words " * 2_000
    answer = client.post(f"/rooms/harbour/{thread.ref}/reply/", {"body": long})
    assert "Kept words Kept words" in answer.content.decode()
