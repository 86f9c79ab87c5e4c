"""The floor's own server, `gunicorn tests.bench.floor_wsgi`: the building's models and sessions, stock middleware, and
none of our pages. Some apps insist on their middleware while they load; it goes afterwards."""

from django.core.wsgi import get_wsgi_application
from django.test import override_settings

get_wsgi_application()
override_settings(
    ROOT_URLCONF="tests.bench.floor",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
).enable()
application = get_wsgi_application()
