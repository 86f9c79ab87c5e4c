"""Brands: a service's own look in its rooms. A brand is a folder `themes/<name>/` with `static/brand.css`, which
changes figures of `tokens.css`; `STATICFILES_DIRS` puts its files under `brands/<name>/`."""

from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

SHEET = "brand.css"


def folders() -> dict[str, Path]:
    return {name: folder for name, folder in settings.BRANDS.items() if (folder / SHEET).is_file()}


def names() -> set[str]:
    return set(folders())


def css_of(name: str) -> str:
    """The address of a brand's style sheet, or nothing: a page never fails because a folder has gone."""
    if name not in names():
        return ""
    try:
        return static(f"brands/{name}/{SHEET}")
    except ValueError:  # not collected yet
        return ""
