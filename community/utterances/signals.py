from django.dispatch import Signal

# Sent by `actions.record` inside the transaction that saves the text, with `utterance=`. The one place where
# the sender must not know the receivers: `risk_jobs.screening` judges it, `search` owes it to the index.
said = Signal()

# Sent inside the transaction, with `utterances=` (a list): whether they stand where they were said has changed
# (taken away, edited, published after waiting), so what members can find must follow.
withdrawn = Signal()
