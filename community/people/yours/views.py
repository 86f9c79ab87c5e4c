"""The pages under `you/`: what a member decides about their own account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from community.people.requests import SignedInRequest


@never_cache
def you(request: SignedInRequest) -> HttpResponse:
    return render(request, "people/you.html")
