"""What a server process does once, before its first request."""

from django.conf import settings
from django.utils.module_loading import import_string


def warm_up() -> None:
    """Call each function that `settings.WARM_UP` names; one that fails stops the start."""
    for name in settings.WARM_UP:
        import_string(name)()
