"""Who looks after others asks for a clinician, with one press and in their own words; an answer in a questionnaire too."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.concerns import actions
from community.concerns.actions import Item
from community.concerns.models import Concern
from community.moderation.actions import raise_post
from community.rooms.models import Post
from community.utterances.models import Kind, Utterance
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case, CaseTimer, Source
from risk_jobs.desk.states import Outcome

WORDS = "She seemed quieter than usual."
ITEM = Item("PHQ-9", "1", "9", "Thoughts that you would be better off dead", "Several days", 1)


def asks(building, who="robin", about="mia", **more):
    given = {"words": WORDS} | more
    return actions.raise_person(about=getattr(building, about), by=getattr(building, who), **given)[0]


@pytest.mark.parametrize(
    ("who", "about"), [("robin", "mia"), ("pat", "mia"), ("cleo", "max"), ("vic", "robin")]
)
def test_helpers_volunteers_and_the_team_ask_about_a_member_of_their_rooms(building, who, about):
    asks(building, who, about)
    case = Case.objects.get()
    assert (case.person.handle, case.source, case.priority, case.topic) == (about, Source.STAFF, 2, "worried")
    assert f"{who} asks a clinician to look: {WORDS}" in case.events.values_list("text", flat=True)
    assert CaseTimer.objects.filter(case=case, running=True).exists()


@pytest.mark.parametrize(
    ("who", "about"),
    [
        ("mia", "robin"),
        ("kit", "mia"),
        ("vic", "mia"),
        ("clara", "mia"),
        ("robin", "cleo"),
        ("robin", "robin"),
    ],
)
def test_other_members_strangers_and_who_asks_about_a_colleague_or_themselves_may_not(building, who, about):
    with pytest.raises(PermissionDenied):
        asks(building, who, about)
    assert not Case.objects.exists()


def test_a_second_concern_of_the_day_joins_and_a_graver_one_raises(building):
    asks(building)
    asks(building, "pat", is_now=True)
    case = Case.objects.get()
    assert case.priority == 1
    assert case.events.filter(did="asked").count() == 2
    timer = case.timers.get(work="escalate")
    asks(building, is_now=True, now=timezone.now() + timedelta(minutes=3))
    assert case.timers.get(work="escalate").since > timer.since, "one that is for now alerts every time"


def test_words_of_who_asks_are_judged_and_never_shown_to_whom_they_are_about(building):
    asks(building, words="I cannot cope with this, I have been purging again since Sunday.")
    said = Utterance.objects.get(kind=Kind.CONCERN)
    assert said.screened_at
    assert said.author == building.robin
    assert not Utterance.objects.readable_by(building.mia).filter(pk=said.pk).exists()
    assert Case.objects.filter(person=building.robin).exists()


def test_the_page_is_offered_to_who_may_and_keeps_what_was_typed(building, sign_in):
    profile, page = f"/profiles/{building.mia.ref}/", f"/profiles/{building.mia.ref}/raise/"
    robin = sign_in(building.robin)
    assert page in robin.get(profile).content.decode()
    empty = robin.post(page, {"words": "", "when": "now"}).content.decode()
    assert "Say in a few words what you noticed." in empty
    assert not Case.objects.exists()
    assert robin.post(page, {"words": WORDS, "when": "now"}).status_code == 302
    assert Case.objects.get().priority == 1
    robin_page = f"/profiles/{building.robin.ref}/"
    assert "raise/" not in sign_in(building.mia).get(robin_page).content.decode()
    assert sign_in(building.mia).get(f"{robin_page}raise/").status_code == 403
    assert sign_in(building.max).get(page).status_code == 404


def test_one_press_on_a_post_and_then_words(building, say, sign_in):
    said = say(building.mia, building.harbour, "Long day.")
    post = Post.objects.get(pk=said.source_id)
    page, robin = f"{post.in_thread.get_absolute_url()}1/raise/", sign_in(building.robin)
    assert robin.post(page)["Location"] == page
    assert "Anything to add?" in robin.get(page).content.decode()
    assert robin.post(page, {"words": WORDS, "when": "now"}).status_code == 302
    case = Case.objects.get()
    assert (case.priority, case.flags.count()) == (1, 1)
    assert f"robin asks a clinician to look: {WORDS}" in case.events.values_list("text", flat=True)


def test_a_double_press_is_one_and_says_what_became_of_the_second(building, sign_in):
    page, robin = f"/profiles/{building.mia.ref}/raise/", sign_in(building.robin)
    for _press in "12":
        answer = robin.post(page, {"words": WORDS, "when": "now"}, follow=True).content.decode()
    assert "It is one request, and a clinician has it on the desk." in answer
    assert Concern.objects.count() == Utterance.objects.filter(kind=Kind.CONCERN).count() == 1
    asks(building, is_now=True, now=timezone.now() + actions.SENT_TWICE)
    assert Concern.objects.count() == 2, "nobody came, and somebody asks again"
    robin.post(page, {"words": "Something else.", "when": "now"})
    assert Concern.objects.count() == 3


def test_what_one_asks_for_now_too_often_calls_nobody_and_is_not_lost(building, sign_in):
    for number in range(actions.MOST_NOW):
        asks(building, words=f"Please come, {number}.", is_now=True)
    page, robin = f"/profiles/{building.max.ref}/raise/", sign_in(building.robin)
    for _press in "12":
        answer = robin.post(page, {"words": WORDS, "when": "now"}, follow=True).content.decode()
        assert "called nobody" in answer
        assert "call 999" in answer
    case = Case.objects.get(person=building.max)
    assert (case.priority, case.events.filter(did="asked").count()) == (2, 1)
    later = asks(building, about="max", is_now=True, now=timezone.now() + actions.MOST_NOW_IN)
    assert later.priority == 1
    for number in range(actions.MOST_NOW + 1):
        asked = asks(building, "cleo", words=f"Please come, {number}.", is_now=True)
    assert asked.priority == 1, "of the team nobody is counted"


def test_a_post_of_a_colleague_is_for_no_desk(building, say, sign_in):
    post = Post.objects.get(pk=say(building.pat, building.harbour, "A long shift.").source_id)
    where = post.in_thread.get_absolute_url()
    for who in ("robin", "cleo"):
        client = sign_in(getattr(building, who))
        assert f'formaction="{post.number}/raise/"' not in client.get(where).content.decode()
        answer = client.post(f"{where}{post.number}/raise/")
        assert answer.status_code == 403
        assert "the desk is for members" in answer.content.decode()
        with pytest.raises(PermissionDenied):
            raise_post(post=post, by=getattr(building, who))
    assert sign_in(building.mia).post(f"{where}{post.number}/raise/").status_code == 403
    assert not Case.objects.exists()


def test_asked_again_after_it_was_answered_it_is_another_case(building, say):
    post = Post.objects.get(pk=say(building.mia, building.harbour, "Long day.").source_id)
    raise_post(post=post, by=building.robin)
    case = desk.claim(case=Case.objects.get(), by=building.cleo)
    desk.close(case=case, by=building.cleo, outcome=Outcome.NO_ACTION, version=case.version)
    raise_post(post=post, by=building.robin, words=WORDS)
    assert Case.objects.open().get().person == building.mia


def answers(building, *, answer="response:x1/9", **more):
    given = {
        "item": ITEM,
        "about": building.mia,
        "service": building.eating_disorders,
        "topic": "suicide",
        "priority": 2,
    }
    return actions.score(answer=answer, **given | more)


def test_an_answer_is_a_case_at_once_in_the_same_queue_with_its_source(building, sign_in):
    answers(building)
    case = Case.objects.get()
    assert (case.source, case.priority, case.person) == (Source.SCORE, 2, building.mia)
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    assert "PHQ-9 (1), item 9" in page
    assert "Several days" in page
    assert "An answer in a questionnaire" in sign_in(building.cleo).get("/desk/").content.decode()


def test_the_same_answer_handed_over_twice_is_one_and_another_joins_and_raises(building):
    assert answers(building) == answers(building)
    answers(building, answer="response:x2/9", priority=1)
    assert Concern.objects.count() == 2
    case = Case.objects.get()
    assert (case.priority, case.events.filter(did="asked").count()) == (1, 2)


@pytest.mark.parametrize("wrong", [{"priority": 3}, {"item": None}])
def test_the_database_refuses_a_routine_score_and_one_without_its_item(building, wrong):
    given = {"kind": "score", "about": building.mia, "service": building.eating_disorders, "topic": "suicide",
             "priority": 2, "item": {}, "answer": "x"}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.create(**given | wrong)
