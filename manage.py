#!/usr/bin/env python
"""Django's command line. Settings come from DJANGO_SETTINGS_MODULE; the embedded demo is the default."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
