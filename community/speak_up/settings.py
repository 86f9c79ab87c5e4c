"""Settings of the anonymous side, a process of its own: no accounts, no sessions, no cookies, no cache that others
share, no mail, no jobs, and no log. It takes nothing from `cms.settings.base`: what is not named here is not there.

The numbers are read by the signed-in side too (`cms.settings.base`)."""

import base64
from pathlib import Path

import environ

from cms.settings.reports import database
from cms.settings.secrets import kept_in, new_key

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_FOLDER = Path(env("DATA_FOLDER", default=str(BASE_DIR / "var")))

DEBUG = False
SITE_NAME = env("SITE_NAME", default="Alongside")
LEAVE_TO = env("LEAVE_TO", default="https://www.bbc.co.uk/weather")
ALLOWED_HOSTS = env.list("SPEAK_UP_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

INSTALLED_APPS = ["community.speak_up", "django.contrib.staticfiles", "django.forms"]
MIDDLEWARE = [
    "community.speak_up.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "community.speak_up.middleware.only_from_here",
]
ROOT_URLCONF = "community.speak_up.urls"
WSGI_APPLICATION = "community.speak_up.wsgi.application"

# The dummy cache: nothing to look into. There is no default database either, so that a query to any other fails.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
SPEAK_UP_DATABASE = env("SPEAK_UP_DATABASE", default=str(DATA_FOLDER / "speak_up" / "reports.sqlite3"))
DATABASES = {"default": {}, "speak_up": database(SPEAK_UP_DATABASE)}
DATABASE_ROUTERS = ["community.speak_up.router.Apart"]

# One secret of this side alone. Answers on their way, receipts and the slow hash are derived from it.
SPEAK_UP_SECRET = base64.b64decode(
    kept_in(Path(env("SPEAK_UP_SECRET_FILE", default=str(DATA_FOLDER / "speak-up-secret"))), new_key)
)
SECRET_KEY = base64.b64encode(SPEAK_UP_SECRET).decode()
# Passes and bytes of memory for Argon2id over a receipt or a passphrase: about 175 ms on a slow core.
SPEAK_UP_KDF = (3, 64 * 1024 * 1024)
SPEAK_UP_ANSWERS_AFTER_S = 1.2
SPEAK_UP_SLOW_WAY_S = env.int("SPEAK_UP_SLOW_WAY_S", default=20)
SPEAK_UP_MOST_BYTES = env.int("SPEAK_UP_MOST_BYTES", default=4_000_000_000)

# What is uploaded stays in memory until it is sealed: Django's own handlers put what is large into a file.
FILE_UPLOAD_HANDLERS = ["community.speak_up.uploads.InMemoryOnly"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60
# More than the form takes, so that it can say how many: what is past this is refused without a sentence.
DATA_UPLOAD_MAX_NUMBER_FILES = 50

THEMES = [BASE_DIR / "themes" / name for name in dict.fromkeys((env("THEME", default="base"), "base"))]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "templates" for folder in THEMES],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["community.speak_up.middleware.frame"]},
    }
]
FORM_RENDERER = "cms.forms.HouseRenderer"
STATIC_URL = "/static/"
STATICFILES_DIRS = [folder / "static" for folder in THEMES if (folder / "static").is_dir()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# No log: neither a line nor an error report, whatever goes wrong (`wsgi.py` shuts the rest).
LOGGING_CONFIG = None
DEFAULT_EXCEPTION_REPORTER_FILTER = "cms.error_reports.ShowNothingTyped"
