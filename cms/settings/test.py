"""Settings of the test run. The services are the real ones that `make test` started; without their
addresses in the environment the tests run on the embedded defaults."""

from .base import *
from .base import AUDIT_KEY, VAULT_KEYS, env

SECRET_KEY = "only-for-tests"
AUDIT_KEY = AUDIT_KEY or b"only-for-tests-only-for-tests-32"
VAULT_KEYS = VAULT_KEYS or {1: b"only-for-tests-only-for-tests-32"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
SEARCH_INDEX_PREFIX = env("SEARCH_INDEX_PREFIX", default="alongside-test-")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Real Argon2 costs 40 ms a sign-in; the tests that are about passwords name the real hasher.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Tests are collected without a database, and the address of the live rules is in one.
WARM_UP = ["risk_jobs.screening.pack.starter_judge"]
SPEAK_UP_KDF = (1, 8 * 1024)
SPEAK_UP_SECRET = b"only-for-tests-only-for-tests-32"
SPEAK_UP_ANSWERS_AFTER_S = 0
SPEAK_UP_SLOW_WAY_S = 20
