"""What the settings promise of the database under the demo."""

import os
import subprocess
import sys

import pytest

ASK = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for pragma in ("journal_mode", "busy_timeout"):
        cursor.execute(f"PRAGMA {pragma}")
        print(cursor.fetchone()[0])
print(connection.transaction_mode)
"""


def test_sqlite_lets_readers_through_and_makes_writers_wait(tmp_path):
    named = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    environment = named | {"DJANGO_SETTINGS_MODULE": "cms.settings.demo", "DATA_FOLDER": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["wal", "20000", "IMMEDIATE"]


def test_production_does_not_start_on_the_embedded_defaults():
    named = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    environment = named | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production", "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "a.example"
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert told.returncode != 0
    assert "production does not run on the embedded defaults" in told.stderr


SERVICES = {
    "DATABASE_URL": "postgres://a:b@db/a", "REDIS_URL": "redis://r", "ELASTICSEARCH_URL": "http://e",
    "DJANGO_SETTINGS_MODULE": "cms.settings.production", "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "a.example",
}  # fmt: skip


@pytest.mark.parametrize("keys", ["", "1:short", "one:" + "A" * 43 + "=", "CANARY-KEY"])
def test_production_does_not_start_without_a_key_to_keep_names_with(keys):
    told = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=os.environ | SERVICES | {"VAULT_KEYS": keys},
        capture_output=True,
        text=True,
    )
    assert told.returncode != 0
    assert "ImproperlyConfigured" in told.stderr
    assert "ault" in told.stderr.splitlines()[-1] or "VAULT" in told.stderr.splitlines()[-1]
    assert "CANARY" not in told.stderr.splitlines()[-1]
