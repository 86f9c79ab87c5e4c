"""Reading a thread: where one was, what one keeps, a word without writing one, and what stands where a post stood."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from community.people.models import Person
from community.rooms import actions, pages
from community.rooms.models import Bookmark, Feeling, Post, Reaction, ReadMarker, Rule, Thread
from community.rooms.views.fetching import address_of
from community.utterances.models import Kind, Utterance
from tests.bench.threads import fill
from tests.searching import look_at

HTMX = {"HX-Request": "true"}


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = actions.open_thread(
        room=building.harbour, title="Evenings", body="They are long.", by=building.mia
    )
    return fill(opened, 45, [building.robin])


def page_of(client, thread: Thread, query: str = "") -> str:
    return client.get(f"{thread.get_absolute_url()}{query}").content.decode()


def first_post(thread: Thread) -> Post:
    return Post.objects.get(in_thread=thread, number=1)


# --- where one was -----------------------------------------------------------------------------------------------


def test_who_comes_back_is_led_to_what_is_new(thread, building, sign_in):
    client = sign_in(building.mia)
    assert "new post" not in page_of(client, thread)  # never here: nothing is newer than the rest
    again = page_of(client, thread)
    assert "Jump to 25 new posts" in again
    assert 'href="?page=2#new"' in again
    second = page_of(client, thread, "?page=2")
    assert second.index("New since") < second.index('id="post-21"')
    assert "Jump to 5 new posts" in page_of(client, thread)


def test_reading_an_earlier_page_again_moves_nothing_back(thread, building, sign_in):
    client = sign_in(building.mia)
    for query in ("?page=3", "?page=1"):
        page_of(client, thread, query)
    assert ReadMarker.objects.get(person=building.mia).number == 45


def test_a_late_word_of_an_earlier_page_moves_nothing_back(thread, building):
    """Two pages of one reader, open at once: the one that comes last may be the earlier."""
    for number in (45, 20):
        actions.mark_read(thread=thread, number=number, by=building.mia)
    assert ReadMarker.objects.get(person=building.mia).number == 45


def test_the_whole_thread_is_read_once_it_was_on_one_page(thread, building, sign_in):
    assert sign_in(building.mia).get(f"{thread.get_absolute_url()}all/").status_code == 200
    assert ReadMarker.objects.get(person=building.mia).number == 45


def test_asking_for_the_head_of_a_page_reads_nothing(thread, building, sign_in):
    sign_in(building.mia).head(thread.get_absolute_url())
    assert not ReadMarker.objects.exists()


@pytest.mark.parametrize(
    ("at", "last", "shown"),
    [
        (1, 1, [1]), (1, 3, [1, 2, 3]), (5, 9, [1, None, 3, 4, 5, 6, 7, None, 9]),
        (50, 50, [1, None, 48, 49, 50]), (1, 50_000, [1, 2, 3, None, 50_000]),
    ],
)  # fmt: skip
def test_few_page_numbers_are_shown_however_many_there_are(at, last, shown):
    assert list(pages.Page(at, last, []).numbers()) == shown


@pytest.mark.parametrize("asked", ["0", "-1", "x", "", "²", "9" * 30, "99999999", "1.5"])
def test_a_page_that_is_none_is_answered_with_one_that_is(asked, thread, building, sign_in):
    assert 'data-newest="45"' in page_of(sign_in(building.mia), thread, f"?page={asked}")


# --- what came meanwhile -----------------------------------------------------------------------------------------


def test_newer_posts_come_alone_to_an_open_page_and_as_a_page_without_scripts(thread, building, sign_in):
    client, address = sign_in(building.mia), f"{thread.get_absolute_url()}after/43/"
    part = client.get(address, headers=HTMX).content.decode()
    assert 'id="post-44"' in part
    assert 'id="post-45"' in part
    assert "<h1" not in part
    assert client.get(address).url == address_of(Thread.objects.get(pk=thread.pk), 44)
    assert client.get(f"{thread.get_absolute_url()}after/45/", headers=HTMX).content.decode().strip() == ""


def test_newer_posts_of_a_room_that_is_shut_do_not_exist(thread, building, sign_in):
    assert sign_in(building.max).get(f"{thread.get_absolute_url()}after/1/", headers=HTMX).status_code == 404


# --- keeping, feeling --------------------------------------------------------------------------------------------


def press(client, thread: Thread, verb: str, number: int, kind: str, **how):
    return client.post(f"{thread.get_absolute_url()}marks/", {verb: f"{number} {kind}"}, **how)


def test_a_press_says_what_shall_be_so_twice_is_once(thread, building, sign_in):
    client = sign_in(building.mia)
    for _ in range(2):
        assert press(client, thread, "set", 2, "hope").url.endswith("?page=1#post-2")
    assert Reaction.objects.count() == 1
    for _ in range(2):
        press(client, thread, "unset", 2, "hope")
    assert not Reaction.objects.exists()


def test_a_press_by_script_gets_the_buttons_of_that_post_alone(thread, building, sign_in):
    part = press(sign_in(building.mia), thread, "set", 2, "hope", headers=HTMX).content.decode()
    assert 'id="mark-2-hope" name="unset" value="2 hope" aria-pressed="true"' in part
    assert "post-3" not in part
    assert "<h1" not in part


def test_how_many_reacted_is_told_to_the_author_alone(thread, building, sign_in):
    for who in (building.mia, building.cleo):
        actions.react(post=Post.objects.get(in_thread=thread, number=2), feeling=Feeling.HOPE, by=who)
    assert "Gives me hope: 2" in page_of(sign_in(building.robin), thread)
    for who in (building.mia, building.cleo, building.pat):
        assert "Gives me hope: " not in page_of(sign_in(who), thread)


def test_a_room_may_show_everybody_how_many_reacted(thread, building, sign_in):
    building.harbour.shows_reactions = True
    building.harbour.save()
    actions.react(post=Post.objects.get(in_thread=thread, number=2), feeling=Feeling.HOPE, by=building.cleo)
    page = page_of(sign_in(building.mia), thread)
    assert "Gives me hope: 1" in page
    assert 'name="set" value="2 hope" aria-pressed="false"' in page


def test_nobody_reacts_to_themselves_to_what_is_gone_or_from_outside(thread, building):
    mine, others = first_post(thread), Post.objects.get(in_thread=thread, number=2)
    for by, post in (
        (building.mia, mine),
        (building.max, others),
        (building.clara, others),
        (building.sam, others),
    ):
        with pytest.raises(PermissionDenied):
            actions.react(post=post, feeling=Feeling.HOPE, by=by)
    actions.hide(post=others, by=building.pat, why="numbers")
    with pytest.raises(PermissionDenied):
        actions.react(post=Post.objects.get(pk=others.pk), feeling=Feeling.HOPE, by=building.mia)


def test_the_database_knows_our_feelings_only(thread, building):
    with pytest.raises(IntegrityError), transaction.atomic():
        Reaction.objects.create(person=building.mia, post=first_post(thread), feeling="dislike")


@pytest.mark.parametrize("sent", [{}, {"set": "1"}, {"set": "x hope"}, {"set": "1 dislike"}, {"set": "1 hope x"},
                                  {"set": "0 hope"}, {"set": "9" * 40 + " hope"}])  # fmt: skip
def test_what_no_button_sends_changes_nothing_and_says_so(sent, thread, building, sign_in):
    answer = sign_in(building.mia).post(f"{thread.get_absolute_url()}marks/", sent, follow=True)
    assert "That button did not work" in answer.content.decode()
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("number", [2, 999, 99_999_999])
def test_one_cannot_press_under_what_is_not_there(number, thread, building, sign_in):
    actions.hide(post=Post.objects.get(in_thread=thread, number=2), by=building.pat, why="numbers")
    assert press(sign_in(building.mia), thread, "set", number, "hope").status_code == 404


def test_what_was_kept_is_found_again_by_who_kept_it_alone(thread, building, sign_in):
    mia = sign_in(building.mia)
    press(mia, thread, "set", 41, "bookmark")
    kept = mia.get("/bookmarks/").content.decode()
    assert f"{thread.get_absolute_url()}?page=3#post-41" in kept
    assert "Evenings" not in sign_in(building.robin).get("/bookmarks/").content.decode()
    back = mia.post(f"{thread.get_absolute_url()}marks/", {"unset": "41 bookmark", "from_bookmarks": "1"})
    assert back.url == "/bookmarks/"
    assert not Bookmark.objects.exists()


def test_a_kept_post_of_a_room_that_is_shut_now_is_not_shown(thread, building, sign_in):
    actions.bookmark(post=first_post(thread), by=building.mia)
    building.mia.memberships.all().delete()
    assert "Evenings" not in sign_in(building.mia).get("/bookmarks/").content.decode()


def test_a_kept_post_that_was_removed_shows_no_words_and_can_be_let_go(thread, building, sign_in):
    actions.bookmark(post=first_post(thread), by=building.robin)
    actions.delete(post=first_post(thread), by=building.mia)
    client = sign_in(building.robin)
    page = client.get("/bookmarks/").content.decode()
    assert "They are long." not in page
    assert "Evenings" not in page
    press(client, thread, "unset", 1, "bookmark")
    assert not Bookmark.objects.exists()


# --- what stands where a post stood --------------------------------------------------------------------------------


def test_a_removed_post_says_as_what_who_removed_it_and_links_the_rule(thread, building, sign_in):
    actions.hide(post=first_post(thread), by=building.cleo, why="a weight", rule=Rule.NUMBERS)
    for address in ("", "all/"):
        page = sign_in(building.robin).get(f"{thread.get_absolute_url()}{address}").content.decode()
        assert "Removed by a clinician." in page
        assert 'href="/house-rules/#numbers"' in page
        assert "cleo" not in page
        assert "They are long." not in page


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_one_can_name_stands_on_the_page_of_house_rules(rule, client, db):
    assert f'id="{rule.value}"' in client.get("/house-rules/").content.decode()


def test_a_moderator_names_the_rule_before_a_post_goes(thread, building, sign_in):
    address = f"{thread.get_absolute_url()}1/hide/"
    client = sign_in(building.pat)
    assert client.post(address, {"why": "numbers"}).status_code == 200
    told = {"sentence": "Say how it felt instead.", "rule": "numbers"}
    assert client.post(address, told).status_code == 302
    assert first_post(thread).rule == Rule.NUMBERS
    assert first_post(thread).removed_as == "moderator"


@pytest.mark.parametrize("remove", [
    lambda post, building: actions.delete(post=post, by=building.mia),
    lambda post, building: actions.hide(post=post, by=building.pat, why="numbers"),
])  # fmt: skip
def test_the_title_goes_with_the_first_post_from_every_page(remove, thread, building, sign_in):
    remove(first_post(thread), building)
    client = sign_in(building.robin)
    for address in (thread.get_absolute_url(), f"{thread.get_absolute_url()}all/", "/rooms/harbour/", "/lobby/",
                    f"{thread.get_absolute_url()}reply/?to=2", "/search/?q=evening"):  # fmt: skip
        page = look_at(client, address).content.decode()
        assert "Evenings" not in page, address
    assert "Title removed" in client.get("/rooms/harbour/").content.decode()
    said = Utterance.objects.get(kind=Kind.TITLE, source_id=thread.pk)
    assert (said.text, said.stands) == ("Evenings", False)


def test_another_post_that_goes_leaves_the_title(thread, building):
    actions.hide(post=Post.objects.get(in_thread=thread, number=2), by=building.pat, why="numbers")
    assert not Thread.objects.get(pk=thread.pk).title_gone


# --- whom one reads ------------------------------------------------------------------------------------------------


def test_a_post_says_as_what_its_author_spoke_and_nothing_of_a_patient(thread, building, sign_in):
    actions.reply(thread=thread, body="Welcome.", by=building.cleo)
    actions.reply(thread=thread, body="Me too.", by=building.mia)
    said_as = dict(Post.objects.filter(in_thread=thread, number__gt=45).values_list("number", "said_as"))
    assert said_as == {46: "clinician", 47: "patient"}
    page = page_of(sign_in(building.robin), thread, "?page=3")
    assert ">Clinician</span>" in page
    assert "Patient" not in page


def test_an_answer_names_whom_it_answers(thread, building, sign_in):
    actions.reply(thread=thread, body="Yes.", by=building.cleo, reply_to=first_post(thread))
    assert 'href="?page=1#post-1">mia, post 1</a>' in page_of(sign_in(building.robin), thread, "?page=3")


def test_a_quotation_stands_in_the_reply_and_within_it_no_other(thread, building, sign_in):
    actions.reply(thread=thread, body="> older words\n\nMy own\nwords", by=building.cleo)
    page = sign_in(building.mia).get(f"{thread.get_absolute_url()}reply/?to=46&quote=1").content.decode()
    assert "&gt; My own\n&gt; words\n" in page
    assert "&gt; older words" not in page


def test_what_was_removed_is_not_quoted(thread, building, sign_in):
    actions.delete(post=first_post(thread), by=building.mia)
    page = sign_in(building.robin).get(f"{thread.get_absolute_url()}reply/?to=1&quote=1").content.decode()
    assert "They are long." not in page


# --- pins ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "may"), [("pat", True), ("cleo", True), ("mia", False), ("robin", False)])
def test_moderators_pin_and_others_do_not(who, may, thread, building, sign_in):
    answer = sign_in(getattr(building, who)).post(f"{thread.get_absolute_url()}pin/")
    assert answer.status_code == (302 if may else 403)
    assert bool(Thread.objects.get(pk=thread.pk).pinned_at) is may


@pytest.mark.parametrize("where", ["", "all/"])
def test_what_stands_behind_a_content_note_is_closed_on_every_page(where, thread, building, sign_in):
    actions.reply(thread=thread, body="It was hard.", by=building.cleo, notes="Purging")
    page = sign_in(building.mia).get(f"{thread.get_absolute_url()}{where or '?page=3'}").content.decode()
    assert page.index("<summary><strong>Content note:</strong> Purging") < page.index("It was hard.")
    assert page.index("It was hard.") < page.index("</details>", page.index("It was hard."))


def test_each_post_stands_under_its_authors_name_which_leads_to_their_page(thread, building, sign_in):
    page = page_of(sign_in(building.cleo), thread, "?page=1")
    for author in (building.mia, building.robin):
        assert f'as-post__who"><a href="/profiles/{author.ref}/">{author.handle}</a>' in page


def test_the_author_of_a_post_is_who_the_database_says(thread, building):
    for post in pages.read_page(thread, 1, building.mia).posts:
        known = Person.objects.get(pk=post.author_id)
        assert (post.author.handle, post.author.ref, post.author.avatar) == (
            known.handle,
            known.ref,
            known.avatar,
        )
