"""The request as views behind the route guard get it: the guard has seen to it that somebody is signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from community.people.models import Person


class SignedInRequest(HttpRequest):
    user: Person
    htmx: HtmxDetails
