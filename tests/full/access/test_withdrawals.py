"""A thousand withdrawals in each kind of building: the count goes by FULL."""

import pytest

from tests.integration.test_withdrawals import (  # noqa: F401  its fixtures, and the test itself
    place,
    test_what_is_taken_is_shut_at_the_next_request_and_closed_within_five_seconds,
    withdrawer,
)

pytestmark = pytest.mark.alone  # five seconds are counted
