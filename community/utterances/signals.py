from django.dispatch import Signal

# Sent by `actions.record` inside the transaction that saves the text, with `utterance=`. The one place where
# the sender must not know the receivers: `risk_jobs.screening` judges it, `search` owes it to the index.
said = Signal()

# Sent by `actions.withdraw` inside the transaction, with `utterances=` (a list): they no longer stand where
# they were said, so what members can find must follow.
withdrawn = Signal()
