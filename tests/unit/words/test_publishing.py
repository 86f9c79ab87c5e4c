"""A rule's life: written by one, published by another, and never in use while its examples fail."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from community.people.models import AuditEntry, Person
from risk_jobs.desk.models import Case
from risk_jobs.words import actions, live, publishing, starter, text_form
from risk_jobs.words.models import Kind, Rule, RuleSet, RuleVersion, ShadowHit
from risk_jobs.words.states import OWNERS, WAYS, State
from tests.unit.words.conftest import TEXT, text

ZORBED = "I have been zorbing again with the others."


def test_the_starter_pack_is_live_as_version_1_and_comes_in_once(building):
    rules = Rule.objects.filter(kind=Kind.RULE)
    assert rules.count() >= 30
    assert not RuleVersion.objects.exclude(state=State.LIVE, number=1)
    assert set(Rule.objects.exclude(kind=Kind.RULE).values_list("kind", flat=True)) == set(Kind) - {Kind.RULE}
    assert starter.bring_in() == 0
    assert rules.count() == Rule.objects.filter(kind=Kind.RULE).count()


def test_the_rows_judge_as_the_files_do(building):
    from risk_jobs.screening.pack import failing_examples, starter_judge

    assert failing_examples(live.judge()) == []
    assert [rule.id for rule in live.judge().rules] == sorted(rule.id for rule in starter_judge().rules)
    assert live.judge().version.startswith("live-1-")


def test_an_update_of_the_pack_arrives_as_a_draft_and_changes_nothing_that_is_live(building, monkeypatch):
    rule = Rule.objects.get(name_id="purging.act")
    Rule.objects.filter(pk=rule.pk).update(from_pack="as it was in an older release")
    RuleSet.objects.update(pack_version="older")
    before = live.current().stamp
    assert starter.bring_in() == 1
    [draft, first] = rule.versions.all()
    assert (draft.state, draft.number, draft.created_by) == (State.DRAFT, 2, None)
    assert first.state == State.LIVE
    live.look_again()
    assert live.current().stamp == before
    assert starter.bring_in() == 0


def test_what_one_wrote_another_publishes_and_the_next_text_is_flagged_by_it(draft, building, dora, say):
    say(building.mia, building.harbour, ZORBED)
    assert not Case.objects.exists()
    [version] = actions.publish(versions=[draft], by=dora, why="We all hear it")
    said = say(building.mia, building.harbour, ZORBED)
    flag = Case.objects.get().flags.get()
    assert [(hit["rule_id"], hit["rule_version"], hit["owner"]) for hit in flag.hits] == [
        ("purging.zorb", 1, "Cleo")
    ]
    assert said.screened_with == live.current().stamp == flag.rules_version
    assert [event.did for event in version.events.all()] == ["written", "published"]
    entry = AuditEntry.objects.get(did="rule published")
    assert (entry.who, entry.what, entry.why) == (
        dora.handle,
        "rule:purging.zorb version 1",
        "We all hear it",
    )


def test_nobody_publishes_what_they_wrote_or_edited_not_even_a_superuser(draft, building, dora):
    root = Person.objects.get(pk=building.cleo.pk)
    root.is_superuser = root.is_staff = True
    root.save()
    for person in (building.cleo, root):
        with pytest.raises(PermissionDenied):
            actions.publish(versions=[draft], by=person)
    actions.edit_draft(version=draft, text=text(zorbed="zorped"), edits=0, by=dora)
    with pytest.raises(PermissionDenied):
        actions.publish(versions=[draft], by=dora)
    assert RuleVersion.objects.get(pk=draft.pk).state == State.DRAFT


def test_an_editor_who_was_edited_over_since_still_does_not_publish(draft, building, dora):
    actions.edit_draft(version=draft, text=text(zorbed="zorped"), edits=0, by=dora)
    actions.edit_draft(version=draft, text=TEXT, edits=1, by=building.cleo)
    with pytest.raises(PermissionDenied):
        actions.publish(versions=[draft], by=dora)


@pytest.mark.parametrize("who", ["pat", "clara", "mia", "zed", "edie"])
def test_a_rule_of_a_service_is_published_only_by_its_clinicians(who, building):
    draft = actions.start_rule(text=TEXT, service=building.eating_disorders, by=building.cleo)
    with pytest.raises(PermissionDenied):
        actions.publish(versions=[draft], by=getattr(building, who))
    with pytest.raises(PermissionDenied):
        actions.start_rule(
            text=text(zorb="blip"), service=building.eating_disorders, by=getattr(building, who)
        )


def test_the_database_refuses_one_person_as_author_and_publisher(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=draft.pk).update(published_by=draft.created_by)


def test_examples_that_fail_refuse_publication(building, dora):
    wrong = TEXT.replace("the weather is fine", "she zorbed and I zorbed again")
    draft = actions.start_rule(text=wrong, service=None, by=building.cleo)
    before = RuleSet.objects.get().token
    with pytest.raises(publishing.NotReady, match="should not match"):
        actions.publish(versions=[draft], by=dora)
    with pytest.raises(publishing.NotReady):
        actions.shadow(version=draft, by=building.cleo)
    assert RuleVersion.objects.get(pk=draft.pk).state == State.DRAFT
    assert RuleSet.objects.get().token == before


def test_a_list_that_breaks_a_rules_example_is_refused_and_the_rule_is_named(building, dora):
    emoji = Rule.objects.get(kind=Kind.CONCEPTS)
    broken = emoji.versions.get().text.replace("again:", "again_gone:")
    draft = actions.start_draft(rule=emoji, text=broken, by=building.cleo)
    with pytest.raises(publishing.NotReady, match="there is no concept “again”"):
        actions.publish(versions=[draft], by=dora)


def test_a_new_word_in_a_list_is_read_by_the_rules_that_name_it(building, dora, say):
    rule = Rule.objects.get(kind=Kind.EMOJI)
    draft = actions.start_draft(
        rule=rule, text='"🫠": melting\n' + rule.versions.get().text, by=building.cleo
    )
    melts = actions.start_rule(text=text(zorbed="emoji:melting", zorbing="melting").replace("dinner", "🫠"),
                               service=None, by=building.cleo)  # fmt: skip
    assert melts
    actions.publish(versions=[draft], by=dora)
    assert "🫠" in live.current().judge.lexicon.vocabulary.emoji


def test_two_versions_of_one_rule_are_never_live_together(draft, building, dora):
    actions.publish(versions=[draft], by=dora)
    second = actions.start_draft(rule=draft.rule, text=text(zorbed="zorped"), by=dora)
    actions.publish(versions=[second], by=building.cleo)
    states = draft.rule.versions.values_list("number", "state")
    assert dict(states) == {1: State.RETIRED, 2: State.LIVE}
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=draft.pk).update(state=State.LIVE)


def test_a_text_that_was_edited_since_it_was_shown_is_not_published(draft, building, dora):
    actions.edit_draft(version=draft, text=text(zorbed="zorped"), edits=0, by=building.cleo)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.publish(versions=[draft], by=dora, edits=0)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.edit_draft(version=draft, text=TEXT, edits=0, by=dora)


def test_a_retired_rule_no_longer_flags(draft, building, dora, say):
    [version] = actions.publish(versions=[draft], by=dora)
    actions.retire(version=version, by=dora, why="It only finds zorb balls")
    actions.retire(version=version, by=building.cleo, why="The word has changed its meaning")
    say(building.mia, building.harbour, ZORBED)
    assert not Case.objects.exists()
    assert AuditEntry.objects.get(did="rule retired").why == "The word has changed its meaning"


def test_a_live_rule_is_retired_by_a_second_person_alone(draft, building, dora, say):
    [version] = actions.publish(versions=[draft], by=dora)
    actions.retire(version=version, by=building.cleo, why="It only finds zorb balls")
    with pytest.raises(PermissionDenied, match="Another clinician"):
        actions.retire(version=version, by=building.cleo, why="Once more")
    say(building.mia, building.harbour, ZORBED)
    assert Case.objects.exists()
    actions.keep_live(version=version, by=dora, why="They do say it")
    actions.retire(version=version, by=dora, why="Now they do not")
    version.refresh_from_db()
    assert version.state == State.LIVE
    actions.retire(version=version, by=building.cleo, why="So I said")
    version.refresh_from_db()
    assert version.state == State.RETIRED


def test_a_list_in_use_is_never_retired(building):
    with pytest.raises(PermissionDenied):
        actions.retire(
            version=Rule.objects.get(kind=Kind.FRAMES).versions.get(), by=building.cleo, why="No need"
        )


def test_a_rule_of_one_service_reads_no_text_of_another(building, dora, say):
    draft = actions.start_rule(text=TEXT, service=building.eating_disorders, by=building.cleo)
    actions.publish(versions=[draft], by=dora)
    say(building.kit, building.kitchen, ZORBED)
    assert not Case.objects.exists()
    say(building.mia, building.harbour, ZORBED)
    assert Case.objects.get().service == building.eating_disorders


def test_a_rule_in_shadow_is_counted_and_raises_nothing(draft, building, dora, say):
    actions.shadow(version=draft, by=building.cleo)
    said = say(building.mia, building.harbour, ZORBED)
    assert ShadowHit.objects.get().utterance == said
    assert (Case.objects.count(), said.priority) == (0, None)
    actions.shadow(version=draft, by=building.cleo, on=False)
    say(building.mia, building.harbour, ZORBED)
    assert ShadowHit.objects.count() == 1


def test_a_rule_in_shadow_that_fails_takes_no_verdict_with_it(draft, building, say, monkeypatch):
    actions.shadow(version=draft, by=building.cleo)
    monkeypatch.setattr(ShadowHit.objects, "bulk_create", lambda *a, **k: 1 / 0)
    said = say(building.mia, building.harbour, f"{ZORBED} I have been purging again.")
    assert said.screened_at
    assert Case.objects.count() == 1


def test_if_the_new_set_cannot_be_compiled_the_old_one_goes_on_and_the_desk_says_so(building, sign_in, say):
    old = live.current()
    RuleVersion.objects.filter(rule__name_id="purging.act").update(text="id: purging.act\nnonsense")
    RuleSet.objects.update(token="00000000")
    live.look_again()
    assert live.judge() is old.judge
    said = say(building.mia, building.harbour, "I have been purging again since Sunday.")
    assert said.screened_with == old.stamp
    page = sign_in(building.cleo).get("/desk/").content.decode()
    assert "The rules published last cannot be used" in page


def test_a_start_with_rules_that_cannot_be_compiled_falls_back_to_the_starter_pack(building, monkeypatch):
    from risk_jobs.screening.pack import starter_judge

    monkeypatch.setattr(live, "_now", None)
    RuleVersion.objects.filter(rule__name_id="purging.act").update(text="id: purging.act\nnonsense")
    live.look_again()
    assert live.judge() is starter_judge()
    assert "The starter pack judges instead" in live.current().trouble


def test_every_state_has_an_owner_and_all_but_the_last_a_way_out():
    assert set(OWNERS) == set(State)
    assert {way.source for way in WAYS} == set(State) - {State.RETIRED}


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        (TEXT.replace("  - zorbed", '  - zorbed near/ "x"'), 10, "needs a number"),
        (TEXT.replace("  - zorbed", "  - (zorbed or zorp"), 10, "bracket is not closed"),
        (TEXT.replace("priority: 2", "priority: two"), 1, "priority is 1, 2, 3 or 4"),
        (TEXT.replace("any:\n", "any: x\nzzz:\n"), 8, "is a list"),
        (TEXT.replace("  - zorbed", "  - concept:nobody"), 10, "no concept “nobody”"),
        (TEXT.replace("  - zorbed", "  - [zorbed"), 11, "YAML"),
        ("a: &x [1]\nb: *x\n", 1, "not used"),
        ("just words", 1, "field: value"),
    ],
)
def test_a_mistake_names_its_place(wrong, line, words, building):
    with pytest.raises(text_form.Mistake) as caught:
        text_form.check(wrong, 1, live.current().lists)
    assert caught.value.line == line, str(caught.value)
    assert words in str(caught.value)
    assert caught.value.source == wrong.splitlines()[line - 1]
    assert 0 < len(caught.value.caret) <= len(caught.value.source) + 1


def test_the_caret_stands_under_the_very_character(building):
    wrong = TEXT.replace("  - zorbed", "  - zorbed near/x y")
    with pytest.raises(text_form.Mistake) as caught:
        text_form.check(wrong, 1, live.current().lists)
    assert caught.value.source[len(caught.value.caret) - 1 :].startswith("near/x")


@pytest.mark.parametrize(
    "hostile",
    ["[" * 20_000, "{a: " * 5_000, "a" * 40_000, "id: \x07", "? [x]\n: y", "id: !!python/object:os.system x",
     "id: x\nany: {a: b}", "id: x\nname: [1]\ncontext: [x]", "- - - -", "", "\x85", "id: 7\nwithin: x",
     TEXT.replace("review: '2027-06-30'", "review: 2027-99-99"), TEXT.replace("zorbed", '"' + "a? " * 60 + '"~1')],
)  # fmt: skip
def test_whatever_is_typed_is_answered_with_a_sentence(hostile, building):
    with pytest.raises(text_form.Mistake):
        text_form.check(hostile, 1, live.current().lists)
