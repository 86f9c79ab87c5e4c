"""A person or a score asks for a clinician: the hand-over from whoever noticed to the desk, as `utterances.signals` hands
over texts. The sender must not know the receiver."""

from django.dispatch import Signal

# Sent inside the transaction, with `utterance=` (the text it is about, as it was), `topic=`, `priority=` (1 to 3),
# `by_staff=` (False: a report of a member) and `now=`.
raised = Signal()

# Sent inside the transaction, with `concern=` (a `models.Concern` that was just made).
asked = Signal()
