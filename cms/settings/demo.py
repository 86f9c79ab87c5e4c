"""The embedded demo: SQLite, database search, in-memory sockets, jobs in the database. `make run` uses it.

With DATABASE_URL, REDIS_URL and ELASTICSEARCH_URL set (`make run SERVICES=real`) the same invented
building stands on the real services."""

import os
import secrets

from .base import *
from .base import DATA_FOLDER, env

DEMO = True


def _own_secret() -> str:
    """One random key per checkout, made on first start; a demo reachable by others must not share one."""
    path = DATA_FOLDER / "demo-secret"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secret := secrets.token_urlsafe(50))
    return secret


SECRET_KEY = env("SECRET_KEY", default="") or _own_secret()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files straight from the source tree: no collecting step between clone and first page.
WHITENOISE_USE_FINDERS = True
# Signed-in staff prove the second factor here too. Its secret is public and shown on the sign-in page; outside the
# demo it never matches (`community.people.sign_in`), and `check --deploy` names a database that holds it.
