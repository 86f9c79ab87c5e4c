"""Hide, return, ask for a note, move, split: its author is told, and it is undone for ten seconds."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.moderation import actions
from community.moderation.models import Decision
from community.moderation.things import of_post
from community.notices.models import Notice
from community.notices.reading import say
from community.people.models import AuditEntry, Membership
from community.people.roles import Role
from community.rooms import actions as rooms
from community.rooms.models import Bookmark, Post, Profile, ReadMarker, Room, Thread
from community.utterances.models import Kind, Utterance
from tests.searching import look_at
from tests.unit.moderation.conftest import fresh

pytestmark = pytest.mark.django_db
WHY = "Say how it felt instead."


def stands(post: Post) -> bool:
    return Utterance.objects.filter(kind=Kind.POST, source_id=post.pk).latest("revision").stands


def hide(post, by, **more) -> Decision:
    return actions.hide(post=post, by=fresh(by), rule="numbers", sentence=WHY, **more)


def test_its_author_is_told_why_what_next_and_whom_to_ask_but_not_by_whom(post, building, sign_in):
    done = hide(post, building.pat)
    client = sign_in(building.mia)
    assert "Your post was removed" in client.get("/you/decisions/").content.decode()
    page = client.get(done.get_absolute_url()).content.decode()
    for words in (
        WHY,
        "no weights, BMI",
        "You can write again",
        "Ask somebody else",
        "a moderator of Eating Disorders",
    ):
        assert words in page
    assert "pat" not in page.replace("path", "").replace("patient", "")
    for other in ("robin", "pat", "max"):
        assert sign_in(getattr(building, other)).get(done.get_absolute_url()).status_code == 404


def notices(person) -> list[str]:
    person = fresh(person)
    return [line.words.text for line in say(Notice.objects.visible_to(person), person)]


def test_a_notice_tells_them_and_goes_when_it_is_undone(post, building):
    actions.report(thing=of_post(post), reason="unkind", by=building.robin)
    done = hide(post, building.pat)
    removed = "Your post was removed. Read why, and what next."
    assert removed in notices(building.mia)
    assert [text for text in notices(building.robin) if "dealt with" in text]
    actions.undo(decision=done, by=building.pat)
    assert removed not in notices(building.mia)
    assert not [text for text in notices(building.robin) if "dealt with" in text]


def test_a_returned_post_stands_again_with_its_title_and_can_be_found(thread, post, building, sign_in):
    hide(post, building.pat)
    assert not stands(post)
    judged = Utterance.objects.filter(kind=Kind.POST, source_id=post.pk).count()
    actions.return_post(post=post, by=building.cleo, sentence="We were wrong.")
    thread.refresh_from_db()
    post.refresh_from_db()
    assert (post.is_published, post.is_public, post.rule, thread.title_gone, stands(post)) == (
        True,
        True,
        "",
        False,
        True,
    )
    assert (
        Utterance.objects.filter(kind=Kind.POST, source_id=post.pk).count() == judged
    )  # not said, nor judged, again
    assert Utterance.objects.get(kind=Kind.TITLE, source_id=thread.pk).stands
    assert "They are long." in sign_in(building.robin).get(thread.get_absolute_url()).content.decode()


@pytest.mark.parametrize("path", ["hide/", "ask-note/", "report/"])
def test_what_a_page_asks_for_it_keeps_when_something_is_missing(path, thread, building, sign_in):
    answer = sign_in(building.pat).post(
        f"{thread.get_absolute_url()}1/{path}", {"sentence": "", "why": "Kept words"}
    )
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("pat", 200), ("cleo", 200), ("robin", 404), ("mia", 404), ("clara", 404)]
)
def test_a_removed_post_is_read_by_its_moderators_alone(who, status, thread, post, building, sign_in):
    hide(post, building.pat)
    page = sign_in(getattr(building, who)).get(f"{thread.get_absolute_url()}1/return/")
    assert page.status_code == status
    assert ("They are long" in page.content.decode()) is (status == 200)


def test_one_that_its_author_removed_is_not_brought_back(post, building):
    rooms.delete(post=post, by=building.mia)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.return_post(post=post, by=building.pat, sentence="Come back.")


def test_the_second_who_hides_is_told_that_somebody_was_quicker(post, building):
    hide(post, building.pat)
    with pytest.raises(actions.ChangedMeanwhile):
        hide(post, building.cleo)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("who", ["robin", "mia", "sam", "clara"])
def test_nobody_but_moderators_of_the_service_decide(who, post, thread, building):
    by = getattr(building, who)
    for act in (
        lambda: hide(post, by),
        lambda: actions.ask_for_note(post=post, by=by, sentence=WHY),
        lambda: actions.move_thread(thread=thread, to=building.lantern, by=by, sentence=WHY),
        lambda: actions.split_thread(thread=thread, number=2, title="T", by=by, sentence=WHY),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Decision.objects.exists()


# --- ten seconds ---------------------------------------------------------------------------------------------------
def test_undone_within_ten_seconds_nobody_is_told_and_the_report_is_open_again(post, building, sign_in):
    one, _said = actions.report(thing=of_post(post), reason="unkind", by=building.robin)
    done = hide(post, building.pat)
    page = sign_in(building.pat).post(f"/moderation/done/{done.ref}/undo/", follow=True).content.decode()
    assert "It is as it was before" in page
    post.refresh_from_db()
    one.reported.refresh_from_db()
    assert (post.is_published, stands(post), one.reported.is_open) == (True, True, True)
    client = sign_in(building.mia)
    assert client.get(done.get_absolute_url()).status_code == 404
    assert "Your post was removed" not in client.get("/you/decisions/").content.decode()
    assert AuditEntry.objects.filter(did="undid hide").exists()


def test_after_ten_seconds_it_is_too_late_and_nobody_else_undoes_it(post, building, sign_in):
    done = hide(post, building.pat)
    with pytest.raises(PermissionDenied):
        actions.undo(decision=done, by=building.cleo)
    assert sign_in(building.cleo).post(f"/moderation/done/{done.ref}/undo/").status_code == 404
    with pytest.raises(actions.TooLate):
        actions.undo(decision=done, by=building.pat, now=done.at + timedelta(seconds=10.01))
    actions.undo(decision=done, by=building.pat, now=done.at + timedelta(seconds=10))


def test_an_undo_does_not_bring_back_what_its_author_removed_meanwhile(answer, building):
    done = actions.return_post(post=hidden(answer, building), by=building.cleo, sentence="We were wrong.")
    rooms.delete(post=Post.objects.get(pk=answer.pk), by=building.robin)
    actions.undo(decision=done, by=building.cleo)
    answer.refresh_from_db()
    assert answer.state == "deleted"


def hidden(post, building) -> Post:
    hide(post, building.pat)
    return Post.objects.get(pk=post.pk)


# --- moved -----------------------------------------------------------------------------------------------------------
def test_a_moved_thread_is_there_for_who_enters_the_other_room_and_for_nobody_else(
    thread, post, building, sign_in
):
    Bookmark.objects.create(person=building.mia, post=post)
    done = actions.move_thread(
        thread=thread, to=building.lantern, by=building.pat, sentence="It fits better there."
    )
    mia, max_ = sign_in(building.mia), sign_in(building.max)
    was = f"/rooms/harbour/{thread.ref}/"
    now = f"/rooms/lantern/{thread.ref}/"
    for client, address, status in ((mia, was, 404), (mia, now, 404), (max_, was, 404), (max_, now, 200)):
        assert client.get(address).status_code == status, address
    for address in (
        "/rooms/harbour/",
        "/lobby/",
        "/search/?q=long",
        "/bookmarks/",
        "/you/decisions/",
        done.get_absolute_url(),
    ):
        page = look_at(mia, address).content.decode()
        assert "They are" not in page, address
        assert "Lantern" not in page, address
    assert "They are long." in max_.get(now).content.decode()
    said = Utterance.objects.filter(kind__in=[Kind.POST, Kind.TITLE])
    assert {one.room for one in said} == {building.lantern}
    assert {one.indexed_at for one in said} == {None}


def test_a_thread_goes_to_no_room_of_another_service(thread, building):
    with pytest.raises(PermissionDenied):
        actions.move_thread(thread=thread, to=building.worry, by=building.pat, sentence=WHY)


def test_the_page_says_how_many_would_lose_it(thread, building, sign_in):
    page = sign_in(building.pat).get(f"{thread.get_absolute_url()}move/").content.decode()
    assert "Lantern: 1 of those who wrote here cannot enter it, its author among them" in page


def test_a_move_is_undone(thread, building):
    done = actions.move_thread(thread=thread, to=building.lantern, by=building.pat, sentence=WHY)
    actions.undo(decision=done, by=building.pat)
    assert Thread.objects.get(pk=thread.pk).room == building.harbour
    assert set(Post.objects.filter(in_thread=thread).values_list("room", flat=True)) == {building.harbour.pk}


# --- split -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def long(thread, building) -> Thread:
    """1 Mia, 2 Robin, 3 Mia to 1, 4 Robin to 3, 5 Mia to 4."""
    for number, to in ((3, 1), (4, 3), (5, 4)):
        by = building.mia if number % 2 else building.robin
        answered = Post.objects.get(in_thread=thread, number=to)
        rooms.reply(thread=thread, body=f"Post {number}.", by=by, reply_to=answered)
    return Thread.objects.get(pk=thread.pk)


def shape(thread: Thread) -> list[tuple[int, int | None]]:
    return list(thread.posts.order_by("number").values_list("number", "reply_to_number"))


def test_a_split_thread_has_numbers_without_gaps_and_answers_that_lead_somewhere(long, building, sign_in):
    ReadMarker.objects.create(person=building.mia, in_thread=long, number=4)
    done = actions.split_thread(
        thread=long, number=4, title="Mornings", by=building.pat, sentence="A thread of its own."
    )
    old, new = Thread.objects.get(pk=long.pk), done.new_thread
    assert (shape(old), old.last_number) == ([(1, None), (2, None), (3, 1)], 3)
    assert (shape(new), new.last_number, new.author) == ([(1, None), (2, 1)], 2, building.robin)
    markers = dict(ReadMarker.objects.filter(person=building.mia).values_list("in_thread", "number"))
    assert markers == {old.pk: 3, new.pk: 1}
    page = sign_in(building.mia).get(new.get_absolute_url()).content.decode()
    assert "Mornings" in page
    assert "Post 4." in page
    _post, said = rooms.reply(thread=new, body="Third here.", by=fresh(building.mia))
    assert said
    assert shape(Thread.objects.get(pk=new.pk))[-1] == (3, None)
    assert Utterance.objects.get(kind=Kind.TITLE, source_id=new.pk).author == building.pat


def test_a_split_is_undone_as_it_was_but_not_over_an_answer_that_came_since(long, building):
    before = shape(long)
    done = actions.split_thread(thread=long, number=3, title="Mornings", by=building.pat, sentence=WHY)
    actions.undo(decision=done, by=building.pat)
    old = Thread.objects.get(pk=long.pk)
    assert (shape(old), old.last_number, Thread.objects.count()) == (before, 5, 1)
    again = actions.split_thread(thread=old, number=3, title="Mornings", by=building.pat, sentence=WHY)
    rooms.reply(thread=again.new_thread, body="Here.", by=fresh(building.mia), now=timezone.now())
    with pytest.raises(actions.ChangedMeanwhile):
        actions.undo(decision=again, by=building.pat)


@pytest.mark.parametrize("number", [1, 99])
def test_a_split_begins_with_a_post_that_stands_and_not_with_the_first(number, long, building, sign_in):
    asked = {"number": number, "title": "Mornings", "sentence": WHY}
    page = sign_in(building.pat).post(f"{long.get_absolute_url()}split/", asked)
    assert page.status_code == 200
    assert "Mornings" in page.content.decode()
    assert Thread.objects.count() == 1


def test_a_reader_of_one_room_learns_nothing_of_a_new_one(building):
    """The other room is another group of open pages."""
    from community.living_room.broadcast import group_of_thread

    assert group_of_thread(building.harbour.pk, "x") != group_of_thread(building.lantern.pk, "x")


# --- profiles -----------------------------------------------------------------------------------------------------------
def test_what_somebody_says_of_themselves_comes_back_by_undo(building):
    rooms.say_about(about="Ten kilos.", by=building.mia)
    done = actions.remove_about(person=building.mia, by=building.pat, sentence=WHY)
    assert not Profile.objects.get(person=building.mia).about
    actions.undo(decision=done, by=building.pat)
    assert Profile.objects.get(person=building.mia).about == "Ten kilos."
    assert Utterance.objects.get(kind=Kind.ABOUT).stands


# --- welcome --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "status"), [("robin", 200), ("pat", 200), ("cleo", 200), ("mia", 403), ("vic", 403)]
)
def test_first_threads_wait_for_helpers_and_moderators(who, status, building, sign_in):
    rooms.open_thread(room=building.harbour, title="Hello from Mia", body="First words.", by=building.mia)
    page = sign_in(getattr(building, who)).get("/waiting-for-a-reply/")
    assert page.status_code == status
    assert ("Hello from Mia" in page.content.decode()) is (status == 200)


def test_answered_second_and_foreign_threads_do_not_wait(thread, building, sign_in):
    rooms.open_thread(room=building.harbour, title="Second of Mia", body="More.", by=building.mia)
    worry = Room.objects.get(slug="worry")
    Membership.objects.create(person=building.kit, room=worry, role=Role.PATIENT)
    rooms.open_thread(room=worry, title="Elsewhere", body="More.", by=fresh(building.kit))
    page = sign_in(building.robin).get("/waiting-for-a-reply/").content.decode()
    assert "Everyone has been answered" in page
