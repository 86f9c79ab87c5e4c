"""`python -m tests.stock_comments` prints, as JSON, what each of the package's faults does here and now."""

import json
import logging
import sys

import django
from django.conf import settings

FRAME = "{% block content %}{% endblock %}"


def set_up() -> None:
    settings.configure(
        SECRET_KEY="stock", ALLOWED_HOSTS=["*"], SITE_ID=1, USE_TZ=True, ROOT_URLCONF="tests.stock_comments.urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField", COMMENTS_APP="django_comments_xtd",
        COMMENTS_XTD_MAX_THREAD_LEVEL=3, COMMENTS_XTD_CONFIRM_EMAIL=False, COMMENTS_XTD_THREADED_EMAILS=False,
        COMMENTS_XTD_APP_MODEL_OPTIONS={
            "default": {"who_can_post": "users", "allow_flagging": True, "allow_feedback": True, "show_feedback": True},
            "stock_comments.quietroom": {"who_can_post": "users", "allow_flagging": False, "allow_feedback": False,
                                         "show_feedback": False},
        },
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend", MANAGERS=(),
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                    "django.contrib.auth.middleware.AuthenticationMiddleware",
                    "django.contrib.messages.middleware.MessageMiddleware"],
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                        "django.contrib.messages", "django.contrib.sites", "rest_framework", "django_comments_xtd",
                        "django_comments", "tests.stock_comments"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates",
                    "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"base.html": FRAME}),
                                            "django.template.loaders.app_directories.Loader"],
                                "context_processors": ["django.template.context_processors.request",
                                                       "django.contrib.auth.context_processors.auth"]}}],
    )  # fmt: skip
    django.setup()
    logging.disable(logging.CRITICAL)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)


if __name__ == "__main__":
    set_up()
    from tests.stock_comments import faults

    json.dump(faults.all_of_them(), sys.stdout)
