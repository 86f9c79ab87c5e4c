"""A report of an error says where it broke, and nothing that anybody typed."""

import sys

from django.test import RequestFactory
from django.views.debug import ExceptionReporter

CANARY = "Canary-Ashdown"


def report(settings, debug: bool) -> str:
    settings.DEBUG = debug
    request = RequestFactory().post("/keys/new/", {"real_name": CANARY})
    words = f"{CANARY} wrote this"
    try:
        len(words) / 0
    except ZeroDivisionError:
        reporter = ExceptionReporter(request, *sys.exc_info())
        return reporter.get_traceback_html() + reporter.get_traceback_text()


def test_neither_the_mailed_nor_the_shown_report_holds_what_was_typed(settings):
    for debug in (False, True):
        told = report(settings, debug)
        assert "ZeroDivisionError" in told
        assert "real_name" in told
        assert CANARY not in told


def test_without_the_filter_it_would(settings):
    settings.DEFAULT_EXCEPTION_REPORTER_FILTER = "django.views.debug.SafeExceptionReporterFilter"
    from django.views import debug

    debug.get_default_exception_reporter_filter.cache_clear()
    try:
        assert CANARY in report(settings, debug=False)
    finally:
        debug.get_default_exception_reporter_filter.cache_clear()
