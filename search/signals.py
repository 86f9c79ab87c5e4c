"""What search tells those who stand to its right."""

from django.dispatch import Signal

# indexed.send(sender, ids=[…]): these texts came into the index. Sent in the transaction that marks them.
indexed = Signal()
