"""The embedded demo: SQLite, database search, in-memory sockets, jobs in the database. `make run` uses it.

With DATABASE_URL, REDIS_URL and ELASTICSEARCH_URL set (`make run SERVICES=real`) the same invented
building stands on the real services."""

import secrets

from .base import *
from .base import AUDIT_KEY, DATA_FOLDER, VAULT_KEYS, env
from .secrets import kept_in, new_key, one_key, signing_key, vault_keys

DEMO = True

# Random keys per checkout, made on first start; a demo reachable by others must not share them.
SECRET_KEY = env("SECRET_KEY", default="") or kept_in(
    DATA_FOLDER / "demo-secret", lambda: secrets.token_urlsafe(50)
)
AUDIT_KEY = AUDIT_KEY or signing_key(kept_in(DATA_FOLDER / "audit-key", new_key), "")
VAULT_KEYS = VAULT_KEYS or vault_keys(kept_in(DATA_FOLDER / "vault-keys", lambda: f"1:{new_key()}"), "")
# Only the demo's loader makes reports from inside: elsewhere the building does not know this secret.
SPEAK_UP_SECRET = one_key(kept_in(DATA_FOLDER / "speak-up-secret", new_key), "secret of speak up")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Mails are written to files, where one can read that they say nothing.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_FOLDER / "mail"
# Static files straight from the source tree: no collecting step between clone and first page.
WHITENOISE_USE_FINDERS = True
# Signed-in staff prove the second factor here too. Its secret is public and shown on the sign-in page; outside the
# demo it never matches (`community.people.signing_in.adapters`), and `check --deploy` names a database that holds it.
