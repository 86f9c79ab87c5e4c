"""A dozen rounds of each instead of three: the count goes by FULL."""

from tests.integration.test_lock_order import *  # noqa: F403
from tests.integration.test_lock_order import _on_postgresql  # noqa: F401
