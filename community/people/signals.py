from django.dispatch import Signal

# Sent inside the transaction, with `key=` and `by=`: the team opened more rooms to somebody who is here already.
rooms_opened = Signal()

# Sent inside the transaction, with `wording=` and `by=`: words of a help message wait for somebody else.
help_words_wait = Signal()

# Sent with `person=` and `now=`, once a minute at most for each session: somebody who is signed in did something
# themselves. What a page asks by itself is not among it.
was_here = Signal()
