"""The planted defects: what is changed in which file, and which tests must turn red."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Defect:
    """`says` stands exactly once in `file` and becomes `lies`. `on_postgresql`: its tests need the real one."""

    name: str
    file: str
    says: str
    lies: str
    tests: tuple[str, ...]
    on_postgresql: bool = False


DEFECTS = (
    Defect(
        name="access check removed from one view",
        file="community/rooms/boards.py",
        says="""\
    rooms = Room.objects.visible_to(person).select_related("service")
    return with_restraints_on""",
        lies="""\
    rooms = Room.objects.select_related("service")
    return with_restraints_on""",
        tests=("tests/access/test_rooms.py::test_a_room_that_is_not_ones_own_does_not_exist[max-get]",),
    ),
    Defect(
        name="job enqueued before the text is committed",
        file="search/receivers.py",
        says="""\
    async_task(TASK, [utterance.pk for utterance in utterances], group="index", save=False)
""",
        lies="""\
    from threading import Thread

    from django.db import connection

    ids = [utterance.pk for utterance in utterances]

    def on_a_connection_of_its_own() -> None:
        async_task(TASK, ids, group="index", save=False)
        connection.close()

    job = Thread(target=on_a_connection_of_its_own)
    job.start()
    job.join()
""",
        tests=("tests/integration/test_rollback.py::test_the_job_is_there_when_the_text_is_and_not_before",),
        on_postgresql=True,
    ),
    Defect(
        name="highlight taken from the edited text",
        file="risk_jobs/desk/case_page.py",
        says="            pieces(flag.utterance.text, spans_of(flag)),\n",
        lies="""\
            pieces(
                Utterance.objects.filter(kind=flag.utterance.kind, source_id=flag.utterance.source_id)
                .latest("revision")
                .text,
                spans_of(flag),
            ),
""",
        tests=("tests/unit/desk/test_cases.py::test_the_marked_words_come_from_the_text_as_it_was",),
    ),
    Defect(
        name="one route missing from the policy table",
        file="cms/routes.tsv",
        says="member\trooms/<slug:room>/<str:thread>/all/\n",
        lies="",
        tests=("tests/access/test_routes.py::test_every_route_of_the_resolver_is_named_in_the_policy_table",),
    ),
    Defect(
        name="audit chain not held to its head",
        file="community/people/chain/verifying.py",
        says="    if position < known.position:\n",
        lies="    if position < 0:\n",
        tests=(
            "tests/unit/people/chain/test_tampering.py::test_every_kind_of_tampering_is_found[cut_the_tail]",
        ),
    ),
    Defect(
        name="audit entries taken unsigned",
        file="community/people/chain/verifying.py",
        says="    for entry in unsealed().iterator(CHUNK):\n",
        lies="    for entry in unsealed().none():\n",
        tests=(
            "tests/unit/people/chain/test_tampering.py::test_every_kind_of_tampering_is_found[insert_an_entry]",
        ),
    ),
    Defect(
        name="a vault value not bound to its row",
        file="community/people/vault/keyring.py",
        says='    return f"alongside vault {row} {field.value} {version}".encode()',
        lies='    return f"alongside vault {field.value} {version}".encode()',
        tests=("tests/unit/people/test_vault.py::test_a_value_moved_to_another_row_or_field_does_not_open",),
    ),
    Defect(
        name="three passwords hashed at once",
        file="community/people/signing_in/hashers.py",
        says="_hashing = threading.BoundedSemaphore(AT_ONCE)",
        lies="_hashing = threading.BoundedSemaphore(AT_ONCE + 1)",
        tests=(
            "tests/unit/people/signing_in/test_passwords.py"
            "::test_no_more_than_two_are_hashed_at_once_and_who_comes_on_top_is_turned_away",
        ),
    ),
    Defect(
        name="what a provider told, kept by allauth",
        file="community/people/signing_in/social.py",
        says="        sociallogin.email_addresses, sociallogin.phone, sociallogin.token = [], None, None",
        lies="        account.uid, account.extra_data = account.uid[:1], data",
        tests=(
            "tests/unit/people/signing_in/test_no_account_without_a_key.py"
            "::test_of_a_member_who_links_a_provider_allauth_keeps_a_digest_and_no_address",
        ),
    ),
    Defect(
        name="who somebody is, shown without a fresh sign-in",
        file="community/people/signing_in/fresh.py",
        says="        if is_fresh(request):",
        lies="        if True:",
        tests=("tests/access/test_identity_pages.py::test_five_minutes_later_it_asks_again",),
    ),
    Defect(
        name="a column that names somebody, and nobody says what becomes of it",
        file="community/rooms/yours.py",
        says='("rooms.Bookmark.person",)',
        lies="()",
        tests=(
            "tests/unit/people/yours/test_leaving.py"
            "::test_every_column_that_names_somebody_says_what_becomes_of_it",
        ),
    ),
    Defect(
        name="erasure that forgets the words of posts",
        file="community/rooms/yours.py",
        says='comment="", html="", notes=""',
        lies='notes=""',
        tests=(
            "tests/unit/people/yours/test_leaving.py"
            "::test_nothing_is_left_but_what_a_clinician_answered_and_others_lose_nothing[0]",
        ),
    ),
    Defect(
        name="a copy that names the threads of others",
        file="community/rooms/yours.py",
        says="post.in_thread.title if own else post.in_thread.ref",
        lies="post.in_thread.title",
        tests=(
            "tests/unit/people/yours/test_copies.py::test_it_holds_all_of_ones_own_and_nothing_of_others[0]",
        ),
    ),
    Defect(
        name="a key to a room kept apart from one that is held",
        file="community/people/keys/redeeming.py",
        says="    require_reason(pairs_apart(rooms, held_by_now(person)), key.apart_why)",
        lies="    require_reason(pairs_apart(rooms), key.apart_why)",
        tests=(
            "tests/unit/people/test_keys_apart.py::"
            "test_who_holds_one_by_another_key_is_not_given_the_other_without_a_reason",
        ),
    ),
    Defect(
        name="a key redeemed by everybody who races for it",
        file="community/people/keys/redeeming.py",
        says="    won = Key.objects.filter(**_still_opens(key.digest, now)).update(",
        lies="    won = Key.objects.filter(digest=key.digest).update(",
        tests=("tests/integration/test_races.py::test_of_100_who_redeem_one_key_one_gets_in",),
        on_postgresql=True,
    ),
)
