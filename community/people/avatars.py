"""The drawn avatars one chooses from; none is ever fetched from another host."""

from dataclasses import dataclass
from functools import cache

import yaml
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Avatar:
    slug: str
    name: str
    alt: str


@cache
def avatars() -> dict[str, Avatar]:
    rows = yaml.safe_load((settings.BASE_DIR / "fixtures" / "avatars.yaml").read_text())
    return {row["slug"]: Avatar(row["slug"], row["name"], row["alt"]) for row in rows}
