"""A trust's own installation. Nothing here has a default that would be unsafe to forget."""

from .base import *
from .base import (
    ALERT_WEBHOOK_KEY,
    ALERT_WEBHOOK_URL,
    AUDIT_KEY,
    DATABASES,
    ELASTICSEARCH_API_KEY,
    ELASTICSEARCH_URL,
    REDIS_URL,
    SIGN_IN_PROVIDERS,
    SMS_URL,
    VAULT_KEYS,
    env,
    environ,
)

SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
# Load balancers ask from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
OIDC_WITHOUT_TLS = False
SESSION_COOKIE_SECURE = True
COOKIE_PREFIX = "__Host-"
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)

if SIGN_IN_PROVIDERS and not env("PROVIDER_IDENTITY_KEY", default=""):
    raise environ.ImproperlyConfigured("Set PROVIDER_IDENTITY_KEY: a sign-in provider is named.")

for _name, _value in {
    "DATABASE_URL (PostgreSQL)": DATABASES["default"]["ENGINE"].endswith("postgresql"),
    "REDIS_URL": REDIS_URL,
    "ELASTICSEARCH_URL": ELASTICSEARCH_URL,
}.items():
    if not _value:
        raise environ.ImproperlyConfigured(f"Set {_name}: production does not run on the embedded defaults.")
if ELASTICSEARCH_API_KEY and not ELASTICSEARCH_URL.startswith("https://"):
    raise environ.ImproperlyConfigured(
        "ELASTICSEARCH_URL has to begin with https:// where an API key is sent there."
    )
if not VAULT_KEYS:
    raise environ.ImproperlyConfigured(
        "Set VAULT_KEYS or VAULT_KEY_FILE: without a key nobody's name can be kept."
    )
if not AUDIT_KEY:
    raise environ.ImproperlyConfigured("Set AUDIT_KEY or AUDIT_KEY_FILE: the audit log is signed with it.")
for _name, _value in {"SMS_URL": SMS_URL, "ALERT_WEBHOOK_URL": ALERT_WEBHOOK_URL}.items():
    if _value and not _value.startswith("https://"):
        raise environ.ImproperlyConfigured(f"{_name} has to begin with https://.")
if ALERT_WEBHOOK_URL and not ALERT_WEBHOOK_KEY:
    raise environ.ImproperlyConfigured(
        "Set ALERT_WEBHOOK_KEY: the calls to ALERT_WEBHOOK_URL are signed with it."
    )
