"""Searching as a browser does: what is asked is posted, and its results have an address without words."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.test import Client

FORMS = ("/search/", "/desk/search/", "/desk/words/")


def look_at(client: Client, address: str) -> Any:
    """The page at this address; "/search/?q=tea" stands for the form filled in so, and sent."""
    parts = urlsplit(address)
    if parts.path in FORMS and parts.query:
        return client.post(parts.path, dict(parse_qsl(parts.query)), follow=True)
    return client.get(address)
