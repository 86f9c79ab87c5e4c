"""Every address of the building has a policy, and holds it."""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve

from cms import routes
from cms.routes import For


def every_route(resolver: URLResolver | None = None, prefix: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        # Joined as Django joins `ResolverMatch.route`, which is what the guard looks up.
        route = prefix + (str(pattern.pattern).removeprefix("^") if prefix else str(pattern.pattern))
        found |= every_route(pattern, route) if isinstance(pattern, URLResolver) else {route}
    return found


def test_every_route_of_the_resolver_is_named_in_the_policy_table():
    unnamed = every_route() - routes.table().keys()
    assert not unnamed, f"Say in cms/routes.tsv who these are for: {sorted(unnamed)}"


def test_the_policy_table_names_no_route_that_is_gone():
    gone = routes.table().keys() - every_route()
    assert not gone, f"Take these out of cms/routes.tsv: {sorted(gone)}"


@pytest.mark.parametrize("route", sorted(routes.table()))
def test_the_sample_address_of_a_route_leads_to_it(route):
    assert resolve(address_of(route)).route == route


def test_a_route_that_the_table_does_not_name_is_shut():
    assert routes.decide("somewhere/new/", request=None) is routes.Outcome.ABSENT


SAMPLE_ARGUMENTS = {
    "<slug:room>": "harbour", "<str:thread>": "nowhere", "<int:number>": "1", "<str:ref>": "nowhere",
    "<path:path>": "images/x.png", "<slug:service>": "eating-disorders", "<slug:step>": "name", "<str:code>": "x",
    "<slug:provider>": "staff",
    "<uuid:text>": "00000000-0000-0000-0000-000000000000",
}  # fmt: skip


REGEX_SAMPLES = {
    r"^((?:[\w\-]+/)*)$": "/no-such-page/",
    "cms/media/(?P<media_type>audio|video|media)/add/$": "/cms/media/video/add/",
    "cms/media/(?P<media_type>audio|video)/chooser/upload/$": "/cms/media/video/chooser/upload/",
    "cms/media/chooser/(?P<media_type>audio|video)/": "/cms/media/chooser/video/",
    "cms/.*/$": "/cms/no-such-page/",
}


def address_of(route: str) -> str:
    """A real address of a route, with arguments that exist for nobody."""
    if route in REGEX_SAMPLES:
        return REGEX_SAMPLES[route]
    if "revisions/compare" in route:
        return "/cms/pages/1/revisions/compare/1...2/"
    for argument, value in SAMPLE_ARGUMENTS.items():
        route = route.replace(argument, value)
    route = re.sub(r"<(int|str|slug|path):\w+>", "1", route).replace("<uidb64>", "1").replace("<token>", "1")
    return "/" + route


FOR_STAFF = (For.DESK, For.KEYS, For.CMS, For.STAFF, For.WHO, For.RUN, For.ADMIN, For.VAULT, For.REPORTS)


def routes_for(*whom: For) -> list[str]:
    return sorted(route for route, who in routes.table().items() if who in whom)


@pytest.mark.parametrize("who", [None, "mia", "cleo", "edie", "zed"])
def test_a_closed_route_answers_everybody_with_the_same_404(who, building, sign_in):
    client = sign_in(getattr(building, who)) if who else Client()
    absent = _not_found_signed_out(client) if who is None else client.get("/nothing-here/at-all/").content
    for route in routes_for(For.CLOSED):
        answer = client.get(address_of(route))
        assert (answer.status_code, answer.content) == (404, absent), route


def _not_found_signed_out(client: Client) -> bytes:
    """Somebody signed out is asked to sign in before any page is looked for, an absent one included."""
    assert client.get("/nothing-here/at-all/").status_code == 302
    return client.get("/closed/email/").content


def test_a_stranger_is_sent_to_sign_in(building):
    for route in routes_for(For.MEMBER, *FOR_STAFF, For.SIGNED_IN):
        answer = Client().get(address_of(route))
        assert answer.status_code == 302, (route, answer.status_code)
        assert answer["Location"].startswith("/sign-in/"), route


NOT_FOR_MEMBERS = FOR_STAFF
NOT_FOR_MANAGERS = (For.DESK, For.CMS, For.VAULT)
NOT_FOR_GUARDIANS = (For.DESK, For.KEYS, For.CMS, For.WHO, For.RUN, For.ADMIN, For.VAULT, For.REPORTS)


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("mia", NOT_FOR_MEMBERS),
        ("robin", NOT_FOR_MEMBERS),
        ("kit", NOT_FOR_MEMBERS),
        ("sam", NOT_FOR_MANAGERS),
        ("zed", (*NOT_FOR_MANAGERS, For.WHO, For.REPORTS)),
        ("pat", (For.VAULT, For.REPORTS)),
        ("cleo", (For.REPORTS,)),
        ("gil", NOT_FOR_GUARDIANS),
    ],
)
def test_staff_rooms_do_not_exist_for_those_who_do_not_work_there(who, whom, building, sign_in):
    client = sign_in(getattr(building, who))
    absent = client.get("/nothing-here/at-all/").content
    for route in routes_for(*whom):
        answer = client.get(address_of(route))
        assert (answer.status_code, answer.content) == (404, absent), route


@pytest.mark.parametrize("who", ["cleo", "edie", "zed"])
def test_staff_reach_nothing_without_a_second_factor(who, building):
    client = Client()
    client.force_login(getattr(building, who), backend="allauth.account.auth_backends.AuthenticationBackend")
    for route in routes_for(For.MEMBER, *FOR_STAFF):
        answer = client.get(address_of(route))
        assert answer.status_code == 302, (route, answer.status_code)
        expected = "/you/passkeys/needed/" if who == "zed" else "/sign-in/code/again/?next="
        assert answer["Location"].startswith(expected), route


@pytest.mark.parametrize("address", ["/cms/login/", "/_util/login/"])
def test_other_login_pages_lead_to_the_one_sign_in(address, db):
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    assert Client().post(address, {"username": "cleo", "password": "x"}).status_code in {302, 405}
