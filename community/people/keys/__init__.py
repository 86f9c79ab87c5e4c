"""Keys: issuing one or many, redeeming one, withdrawing one.

The code is 128 random bits, shown once to who issued it; the database keeps only a digest. A code that is
unknown, used, withdrawn or out of date gets one and the same answer."""

from community.people.keys.apart import RoomsApart
from community.people.keys.batches import OnceOnly, issue_batch, withdraw_batch
from community.people.keys.codes import digest_of, new_code
from community.people.keys.issuing import EXPIRES_AFTER, LONGEST, SHORTEST, issue, open_rooms, unopened_by
from community.people.keys.redeeming import Joining, KeyNoLongerOpens, add_to, find, needs_care, redeem
from community.people.keys.withdrawing import withdraw

__all__ = [
    "EXPIRES_AFTER",
    "LONGEST",
    "SHORTEST",
    "Joining",
    "KeyNoLongerOpens",
    "OnceOnly",
    "RoomsApart",
    "add_to",
    "digest_of",
    "find",
    "issue",
    "issue_batch",
    "needs_care",
    "new_code",
    "open_rooms",
    "redeem",
    "unopened_by",
    "withdraw",
    "withdraw_batch",
]
