"""The staff's page about how the building is."""

from django.http import HttpResponse
from django.shortcuts import render

from cms.health import parts
from community.people.requests import SignedInRequest


def status(request: SignedInRequest) -> HttpResponse:
    said = parts.answers(fresh=True)
    whole = all(answer.ok for answer in said.values())
    return render(request, "proof/status.html", {"parts": said, "whole": whole})
