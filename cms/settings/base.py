"""Settings every installation shares. Each value that a trust may change comes from the environment,
and `.env.example` says what it means. `demo.py`, `test.py` and `production.py` fill in the rest."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

from . import limits
from .providers import providers_from
from .reports import database as reports_database
from .secrets import signing_key, vault_keys

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_FOLDER = Path(env("DATA_FOLDER", default=str(BASE_DIR / "var")))

DEBUG = False
DEMO = False
SITE_NAME = env("SITE_NAME", default="Alongside")
SITE_ADDRESS = env("SITE_ADDRESS", default="http://127.0.0.1:8000")
LEAVE_TO = env("LEAVE_TO", default="https://www.bbc.co.uk/weather")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# A brand's folder overrides the base theme file by file.
THEMES = [BASE_DIR / "themes" / name for name in dict.fromkeys((env("THEME", default="base"), "base"))]

# A service may have a look of its own in its rooms: see cms/brands.py.
BRANDS = {folder.parent.name: folder for folder in sorted(BASE_DIR.glob("themes/*/static"))}

INSTALLED_APPS = [
    # The house, from the front door inwards: cms <- community <- search <- risk_jobs.
    "cms.home",
    "cms.help",
    "cms.health",
    "cms.library",
    "cms.television",
    "community.people",
    "community.people.chain",
    "community.people.vault",
    "community.people.signing_in",
    "community.people.yours",
    "community.muting",
    "community.notices",
    "community.utterances",
    "community.rooms",
    "community.messages",
    "community.helping",
    "community.concerns",
    "community.moderation",
    "community.remembrance",
    "community.living_room",
    "community.speak_up",
    "community.guardians",
    "community.wellbeing",
    "search",
    "risk_jobs",
    "risk_jobs.screening",
    "risk_jobs.on_call",
    "risk_jobs.desk",
    "risk_jobs.welfare",
    "risk_jobs.handover",
    "risk_jobs.proof",
    "risk_jobs.returns",
    "risk_jobs.words",
    "risk_jobs.watches",
    # The seven packages it is built around, behind our own views and policies.
    "wagtail.contrib.forms",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "community.rooms.comments.QuietCommentsXtdConfig",
    "django_comments",
    "django_q",
    "channels",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.middleware.policy_for_the_cms",
    "cms.middleware.refuse_what_no_browser_sends",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "community.people.signing_in.keeper.Keeper",
    "cms.middleware.RouteGuard",
    "community.people.joining.agreements.AskAgain",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
ASGI_APPLICATION = "cms.asgi.application"
SITE_ID = 1

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "templates" for folder in THEMES],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cms.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "cms.forms.HouseRenderer"

# --- data -----------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_FOLDER / 'alongside.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A writer takes its lock at once (IMMEDIATE): two that read first and write later would
    # otherwise both fail. Readers never wait (WAL).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# What staff report anonymously: a file of its own, written by a process of its own (`python -m community.speak_up`).
# From here guardians open what was sealed to them; nothing else of the house ever looks into it.
SPEAK_UP_DATABASE = env("SPEAK_UP_DATABASE", default=str(DATA_FOLDER / "speak_up" / "reports.sqlite3"))
DATABASES["speak_up"] = reports_database(SPEAK_UP_DATABASE)
DATABASE_ROUTERS = ["community.speak_up.router.Apart"]
SPEAK_UP_ADDRESS = env("SPEAK_UP_ADDRESS", default="")
SPEAK_UP_KDF = (3, 64 * 1024 * 1024)  # Argon2id over a guardian's passphrase: passes, bytes of memory
SPEAK_UP_MOST_BYTES = env.int("SPEAK_UP_MOST_BYTES", default=4_000_000_000)
GUARDIAN_LOCKS_AFTER_S = env.int("GUARDIAN_LOCKS_AFTER_S", default=900)
# Two packages leave it unset and would otherwise ask for migrations of their own; our apps say BigAutoField.
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    REDIS_PREFIX = env("REDIS_PREFIX", default="alongside")
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX,
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="")
# Where the cluster asks who we are: the API key of a role that reaches only our indices (docs/search.md), and the file of
# the authority that signed its certificate, where the machine does not know it.
ELASTICSEARCH_API_KEY = env("ELASTICSEARCH_API_KEY", default="")
ELASTICSEARCH_CA = env("ELASTICSEARCH_CA", default="")
# What members and clinicians search: `elastic` beyond the demo, `database` in it.
SEARCH_BACKEND = "elastic" if ELASTICSEARCH_URL else "database"
SEARCH_INDEX_PREFIX = env("SEARCH_INDEX_PREFIX", default="alongside-")
SEARCH_TIMEOUT_S = env.float("SEARCH_TIMEOUT_S", default=2.0)

# --- jobs -----------------------------------------------------------------------------------------
# The ORM broker writes a job in the transaction of the data it is about. `retry` counts from the moment
# a job is handed out, so it must exceed timeout x (1 + queue_limit / workers), or slow jobs run twice.
Q_CLUSTER = {
    "name": "alongside",
    "orm": "default",
    "workers": env.int("JOB_WORKERS", default=1),
    "queue_limit": env.int("JOB_WORKERS", default=1),
    "bulk": 1,
    "timeout": 60,
    "retry": 150,
    "catch_up": False,
    "ack_failures": False,
    "max_attempts": 10,
    "save_limit": 0,
    "poll": 0.2,
    "label": "Jobs",
}
# A worker killed while idle can hold the queue's read lock for ever: then the oldest due job only ages.
# Older than this many seconds, the supervisor restarts the worker group.
WORKER_FROZEN_AFTER_S = env.int("WORKER_FROZEN_AFTER_S", default=20)
# Seconds without a sign of the clock after which whoever is on call is told.
CLOCK_IS_LATE_S = env.int("CLOCK_IS_LATE_S", default=60)

# --- people and sign-in -----------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
# The room a page or file belongs to. Named here, as AUTH_USER_MODEL is, so that `cms` points at rooms
# without importing `community`.
ROOM_MODEL = "rooms.Room"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["community.people.signing_in.hashers.HouseArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ["handle"]}},
    {"NAME": "community.people.signing_in.passwords.HouseLength"},
    {"NAME": "community.people.signing_in.passwords.NotCommon"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "lobby"
LOGOUT_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "community.people.signing_in.adapters.KeysOnlyAdapter"
SOCIALACCOUNT_ADAPTER = "community.people.signing_in.social.KeysOnlySocialAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "login": "community.people.signing_in.forms.HouseLoginForm",
    "change_password": "community.people.signing_in.forms.HousePasswordForm",
}
ACCOUNT_USER_DISPLAY = "community.people.signing_in.adapters.display_name"
# Guesses are counted by `community.people.signing_in.limits`: allauth's count for an account could be used to shut its
# owner out, and its count for an address would shut out a trust behind one.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "community.people.signing_in.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "community.people.signing_in.factors.CodeForm",
    "reauthenticate": "community.people.signing_in.factors.CodeAgainForm",
    "login_webauthn": "community.people.signing_in.factors.PasskeyLoginForm",
    "authenticate_webauthn": "community.people.signing_in.factors.PasskeyStepForm",
    "reauthenticate_webauthn": "community.people.signing_in.factors.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_TOTP_ISSUER = SITE_NAME
# The digits of the half minute before and after count too: who types slowly, and a phone whose clock is a little off.
# What was used once, and all before it, is refused by factors.UsedOnce.
MFA_TOTP_TOLERANCE = 1
MFA_TRUST_ENABLED = False
# Showing that it is you holds this long before what is private or cannot be undone (OWASP ASVS 5, 7.5.3).
FRESH_FOR_S = ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

# Off when the environment names none. An identity there is kept as an HMAC; with another key it is nobody's.
SIGN_IN_PROVIDERS = providers_from(env)
PROVIDER_IDENTITY_KEY = env("PROVIDER_IDENTITY_KEY", default="only where no provider is named")
OIDC_WITHOUT_TLS = True

# How long one stays signed in without doing anything, and at all; a role may be named by itself, and the shortest of
# somebody's roles holds. Staff read other people's words on shared desks: half an hour, a shift. Members write slowly, and
# come back all week on a phone of their own. Whoever can open everything, or reads what is said of staff, is asked soonest.
SESSION_LIMITS = {
    "staff": (timedelta(minutes=env.int("STAFF_IDLE_MINUTES", default=30)),
              timedelta(hours=env.int("STAFF_SIGNED_IN_HOURS", default=12))),
    "member": (timedelta(minutes=env.int("MEMBER_IDLE_MINUTES", default=120)),
               timedelta(days=env.int("MEMBER_SIGNED_IN_DAYS", default=7))),
    **dict.fromkeys(("administrator", "guardian"),
                    (timedelta(minutes=env.int("GUARDED_IDLE_MINUTES", default=15)),
                     timedelta(hours=env.int("GUARDED_SIGNED_IN_HOURS", default=8)))),
    **limits.by_role(env("SESSION_LIMITS_BY_ROLE", default="")),
}  # fmt: skip
# After this long without a key or a click the page of staff locks itself; what was being written stays.
STAFF_LOCK_AFTER_S = env.int("STAFF_LOCK_AFTER_S", default=600)
CSRF_FAILURE_VIEW = "community.people.signing_in.keeper.csrf_failure"
COOKIE_PREFIX = ""
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = max(absolute for _idle, absolute in SESSION_LIMITS.values()) // timedelta(seconds=1)
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SAMESITE = "Lax"

# --- who people are ---------------------------------------------------------------------------------
# Version -> key. The highest encrypts; see community/people/vault/keyring.py.
VAULT_KEYS = vault_keys(env("VAULT_KEYS", default=""), env("VAULT_KEY_FILE", default=""))
# Signs the audit log and the erasure ledger; the signed head of the log is kept in a file beside the database.
AUDIT_KEY = signing_key(env("AUDIT_KEY", default=""), env("AUDIT_KEY_FILE", default=""))
AUDIT_HEAD_FILE = env("AUDIT_HEAD_FILE", default=str(DATA_FOLDER / "audit-head.json"))
# Who asked to be erased, for the day an older backup is put back: beside the database, never in it.
ERASURE_LEDGER = env("ERASURE_LEDGER", default=str(DATA_FOLDER / "erasures.jsonl"))
# An entry is sealed within a second or two; older than this, `manage.py verify_audit` says that it is not.
AUDIT_UNSEALED_ALERT_S = env.int("AUDIT_UNSEALED_ALERT_S", default=60)
# An error report shows no variable and nothing that was typed: either may be a member's words or name.
DEFAULT_EXCEPTION_REPORTER_FILTER = "cms.error_reports.ShowNothingTyped"

# --- headers ----------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    folder / "static" for folder in THEMES if (folder / "static").is_dir()
]
STATICFILES_DIRS += [
    (f"brands/{name}", folder) for name, folder in BRANDS.items() if (folder / "brand.css").is_file()
]
# Nothing under MEDIA_ROOT is ever served by its path alone: `cms.files` answers MEDIA_URL and asks first.
MEDIA_URL = "/files/"
MEDIA_ROOT = DATA_FOLDER / "media"
# The web server's internal location for private files ("" = Django sends the bytes itself).
FILES_ACCEL_LOCATION = env("FILES_ACCEL_LOCATION", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- Wagtail ----------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/sign-in/"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_MODEL = "library.LibraryFile"
WAGTAILIMAGES_IMAGE_MODEL = "library.LibraryImage"
WAGTAILMEDIA = {"MEDIA_MODEL": "television.Video"}
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "docx", "txt"]
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- comments ---------------------------------------------------------------------------------------
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "community.rooms.models.Post"
COMMENTS_XTD_CONFIRM_EMAIL = False
COMMENTS_XTD_THREADED_EMAILS = False

# --- risk -------------------------------------------------------------------------------------------
# Done once when a server process starts, before the first request: the rules are compiled and their examples
# tried, so that a rule that no longer holds stops the start and not a post.
WARM_UP = ["risk_jobs.screening.pack.live_judge", "search.status.refuse_a_drifted_index"]
# The judge may take this long over one text inside the posting transaction; past it the text is owed.
JUDGE_DEADLINE_S = env.float("JUDGE_DEADLINE_S", default=0.25)

# --- mail, logs -------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="messages@example.org")
# The name that a mail shows as its sender. It must not say what this site is about.
MAIL_SENDER = env("MAIL_SENDER", default="Messages")
EMAIL_TIMEOUT = 10

# --- on call: how an alert leaves the building, beside e-mail ---------------------------------------
SMS_URL = env("SMS_URL", default="")
SMS_TOKEN = env("SMS_TOKEN", default="")
ALERT_WEBHOOK_URL = env("ALERT_WEBHOOK_URL", default="")
ALERT_WEBHOOK_KEY = env("ALERT_WEBHOOK_KEY", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    # Each wrong address would be a line; and a 404 here is an everyday answer.
    # Below a warning the search engine's client writes down its requests, and the database driver its statements:
    # what was searched for and what was said. LOG_LEVEL does not reach them.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django-q": {"level": "WARNING"},
        "elastic_transport": {"level": "WARNING"},
        "elasticsearch": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        "django.db.backends": {"level": "WARNING"},
        "psycopg": {"level": "WARNING"},
    },
}
