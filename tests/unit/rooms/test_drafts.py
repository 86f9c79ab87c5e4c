"""What somebody has begun to write is kept, for them alone, and never written over unnoticed."""

import pytest
from django.test import Client

from community.rooms import actions, drafts
from community.rooms.models import Draft, Post, Thread, Waiting
from community.utterances.models import Kind, Utterance

WORDS = "By six o'clock everything is louder."


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = actions.open_thread(
        room=building.harbour, title="Evenings", body="They are long.", by=building.robin
    )
    return Thread.objects.get(pk=opened.pk)


@pytest.fixture
def reply_at(thread) -> str:
    return f"/rooms/harbour/{thread.ref}/reply/"


def draft_of(person) -> Draft:
    return Draft.objects.get(person=person)


def test_a_draft_is_there_again_after_the_session_is_gone(reply_at, building, sign_in):
    client = sign_in(building.mia)
    assert client.post(reply_at, {"do": "autosave", "body": WORDS}).json()["draft"]
    client.session.flush()
    assert client.get(reply_at).status_code == 302
    page = sign_in(building.mia).get(reply_at).content.decode()
    assert "everything is louder" in page
    assert "Only you can read it" in page


def test_a_draft_is_no_utterance_and_nobody_elses(reply_at, thread, building, sign_in):
    before = Utterance.objects.count()
    sign_in(building.mia).post(reply_at, {"do": "draft", "body": WORDS})
    assert Utterance.objects.count() == before
    for who in (building.robin, building.cleo, building.pat, building.max):
        client = sign_in(who)
        for address in (reply_at, thread.get_absolute_url(), "/you/drafts/"):
            assert "everything is louder" not in client.get(address).content.decode()
        client.post("/you/drafts/delete/", {"place": draft_of(building.mia).place})
    assert draft_of(building.mia)


@pytest.mark.parametrize("where", ["new", "reply", "edit"])
def test_each_place_keeps_one_draft_until_it_is_posted(where, thread, building, sign_in):
    mine, _said = actions.reply(thread=thread, body="Mine.", by=building.mia)
    address = {
        "new": "/rooms/harbour/new/",
        "reply": f"/rooms/harbour/{thread.ref}/reply/",
        "edit": f"/rooms/harbour/{thread.ref}/{mine.number}/edit/",
    }[where]
    client = sign_in(building.mia)
    form = {"title": "Quiet", "body": WORDS}
    first = client.post(address, {"do": "autosave", **form}).json()["draft"]
    second = client.post(
        address, {"do": "autosave", "draft": first, **form, "body": WORDS + " Still."}
    ).json()["draft"]
    assert second > first
    assert draft_of(building.mia).fields["body"] == WORDS + " Still."
    assert "everything is louder" in client.get("/you/drafts/").content.decode()
    assert client.post(address, {**form, "draft": second}).status_code == 302
    assert not Draft.objects.exists()


def test_a_page_left_open_never_writes_over_newer_words_unnoticed(reply_at, building, sign_in):
    client = sign_in(building.mia)
    stale = client.post(reply_at, {"do": "autosave", "body": "Old words."}).json()["draft"]
    client.post(reply_at, {"do": "autosave", "draft": stale, "body": "Newer words."})
    assert (
        client.post(reply_at, {"do": "autosave", "draft": stale, "body": "Stale words."}).status_code == 409
    )
    assert client.post(reply_at, {"do": "autosave", "draft": 0, "body": "Fresh words."}).status_code == 409
    assert draft_of(building.mia).fields["body"] == "Newer words."

    page = client.post(reply_at, {"do": "draft", "draft": stale, "body": "Stale words."}).content.decode()
    assert "There is a newer draft" in page
    assert "Newer words." in page
    assert "Stale words." in page
    assert draft_of(building.mia).fields["body"] == "Newer words."
    shown = draft_of(building.mia).version
    assert f'value="{shown}"' in page
    client.post(reply_at, {"do": "draft", "draft": shown, "body": "Stale words."})
    assert draft_of(building.mia).fields["body"] == "Stale words."


def test_sending_old_words_leaves_the_newer_draft_of_another_window(reply_at, building, sign_in):
    client = sign_in(building.mia)
    stale = client.post(reply_at, {"do": "autosave", "body": "Old words."}).json()["draft"]
    client.post(reply_at, {"do": "autosave", "draft": stale, "body": "Newer words."})
    client.post(reply_at, {"body": "Old words.", "draft": stale})
    assert draft_of(building.mia).fields["body"] == "Newer words."


def test_a_draft_that_was_deleted_and_begun_again_is_another(reply_at, building, sign_in):
    client = sign_in(building.mia)
    stale = client.post(reply_at, {"do": "autosave", "body": "Old words."}).json()["draft"]
    client.post("/you/drafts/delete/", {"place": draft_of(building.mia).place})
    client.post(reply_at, {"do": "autosave", "body": "New words."})
    assert (
        client.post(reply_at, {"do": "autosave", "draft": stale, "body": "Stale words."}).status_code == 409
    )


def test_a_page_that_is_slower_than_its_own_send_keeps_nothing(reply_at, building, sign_in):
    client = sign_in(building.mia)
    form = {"body": WORDS, "form_key": "reply:1 1"}
    client.post(reply_at, form)
    assert client.post(reply_at, {"do": "autosave", **form}).json() == {"sent": True}
    assert not Draft.objects.exists()


def test_an_emptied_form_takes_its_draft_away(reply_at, building, sign_in):
    client = sign_in(building.mia)
    kept = client.post(reply_at, {"do": "autosave", "body": WORDS}).json()["draft"]
    assert client.post(reply_at, {"do": "autosave", "draft": kept, "body": " "}).json()["draft"] == 0
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away_by_its_button(reply_at, building, sign_in):
    client = sign_in(building.mia)
    kept = client.post(reply_at, {"do": "autosave", "body": WORDS}).json()["draft"]
    client.post(reply_at, {"do": "throw-away", "draft": kept, "body": WORDS})
    assert not Draft.objects.exists()


def test_in_a_room_that_is_not_ones_own_nothing_is_kept(reply_at, building, sign_in):
    assert sign_in(building.max).post(reply_at, {"do": "autosave", "body": WORDS}).status_code == 404
    assert Client().post(reply_at, {"do": "autosave", "body": WORDS}).status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize("hostile", ["a\x00b", "\x00", "x" * 1_000_000, "‮ab", "\ufffd"])
def test_hostile_words_are_kept_as_far_as_a_database_takes_them(hostile, reply_at, building, sign_in):
    client = sign_in(building.mia)
    assert (
        client.post(
            reply_at, {"do": "autosave", "body": hostile, "draft": "٣", "form_key": "\x00"}
        ).status_code
        == 200
    )
    assert client.post(reply_at, {"do": "draft", "body": hostile, "draft": "-1"}).status_code < 500
    assert client.get(reply_at).status_code == 200


def test_drafts_that_nobody_came_back_to_go(reply_at, building, sign_in):
    sign_in(building.mia).post(reply_at, {"do": "autosave", "body": WORDS})
    kept = draft_of(building.mia)
    assert drafts.forget_old(now=kept.saved_at + drafts.KEPT) == 0
    assert drafts.forget_old(now=kept.saved_at + drafts.KEPT * 2) == 1


# --- sending once -----------------------------------------------------------------------------------------
def test_the_same_form_with_the_same_words_is_one_post(reply_at, thread, building, sign_in):
    client = sign_in(building.mia)
    form = {"body": WORDS, "form_key": f"reply:{thread.pk} 1"}
    first, again = client.post(reply_at, form), client.post(reply_at, form)
    assert first["Location"] == again["Location"]
    assert Post.objects.filter(in_thread=thread).count() == 2
    assert Thread.objects.get(pk=thread.pk).last_number == 2


def test_two_windows_opened_on_the_same_thread_hold_the_same_form(reply_at, building, sign_in):
    client = sign_in(building.mia)
    keys = [client.get(reply_at).context["form"]["form_key"].value() for _ in range(2)]
    assert keys[0] == keys[1]


def test_other_words_from_the_same_page_are_another_post(reply_at, thread, building, sign_in):
    client = sign_in(building.mia)
    for body in ("One thing.", "And another."):
        client.post(reply_at, {"body": body, "form_key": "k"})
    assert Post.objects.filter(in_thread=thread).count() == 3


def test_the_same_words_of_two_people_are_two_posts(reply_at, thread, building, sign_in):
    for who in (building.mia, building.robin):
        sign_in(who).post(reply_at, {"body": WORDS, "form_key": "k"})
    assert Post.objects.filter(in_thread=thread).count() == 3


def test_a_thread_sent_twice_is_one_thread(building, sign_in):
    client = sign_in(building.mia)
    form = {"title": "Quiet", "body": WORDS, "form_key": "new:1"}
    first, again = (client.post("/rooms/harbour/new/", form) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Thread.objects.filter(title="Quiet").count() == 1


def form_of(client, address: str, **words: str) -> dict[str, str]:
    """What the page at this address would send, with these words."""
    return words | {"form_key": client.get(address).context["form"]["form_key"].value()}


NEW = "/rooms/harbour/new/"


def test_two_windows_opened_for_a_new_thread_are_one_thread(building, sign_in):
    client = sign_in(building.mia)
    forms = [form_of(client, NEW, title="Quiet", body=WORDS) for _window in range(2)]
    first, again = (client.post(NEW, form) for form in forms)
    assert first["Location"] == again["Location"]
    assert Thread.objects.filter(title="Quiet").count() == 1


def test_who_opens_a_thread_with_the_same_words_later_that_day_is_heard_again(building, sign_in):
    client = sign_in(building.mia)
    risky = {"title": "Again", "body": "I am going to kill myself tonight."}
    for _time in range(2):
        client.post(NEW, form_of(client, NEW, **risky))
    assert Thread.objects.filter(title="Again").count() == 2
    assert Utterance.objects.filter(kind=Kind.POST, author=building.mia, text=risky["body"]).count() == 2


@pytest.mark.parametrize("where", ["a new thread", "a reply"])
def test_the_same_words_wait_a_second_time_after_the_first_were_held(where, reply_at, building, sign_in):
    building.harbour.number_rule = "moderator"
    building.harbour.save()
    client, address = sign_in(building.mia), NEW if where == "a new thread" else reply_at
    words = {"title": "Again", "body": "I weigh 41 kg.", "do": "moderator"}
    for _time in range(2):
        form = form_of(client, address, **words)
        for _click in range(2):
            client.post(address, form)
    assert Waiting.objects.filter(author=building.mia).count() == 2
