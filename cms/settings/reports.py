"""The database of what staff report: one file, named once for the process that takes reports and for the building."""

from typing import Any


def database(path: str) -> dict[str, Any]:
    """The entry in DATABASES, for both sides."""
    pragmas = ("secure_delete=ON", "journal_mode=TRUNCATE", "synchronous=FULL", "temp_store=MEMORY")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
        },
        "TEST": {
            "MIGRATE": False
        },  # its tables alone, without walking every migration of the house a second time
    }
