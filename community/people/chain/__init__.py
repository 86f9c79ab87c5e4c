"""The audit log as a chain: who changes, moves, adds or takes away an entry afterwards is found, even where they
own the database.

Entries are written unchained, in the transaction of what they are about, each signed by itself. Once a second one
sealer (`sealing.seal`, called by the clock) puts the new ones behind the last seal: nobody waits for anybody. The
key, and the signed head of the chain, are kept outside the database. `manage.py verify_audit` tells.

Out of reach: an entry that was deleted in the second before it was sealed, and whoever holds the key."""
