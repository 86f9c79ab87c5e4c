from django.dispatch import Signal

# Sent inside the transaction, with `key=` and `by=`: the team opened more rooms to somebody who is here already.
rooms_opened = Signal()
