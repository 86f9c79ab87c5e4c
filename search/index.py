"""Making the first index. Making it anew: `rebuilding.py`."""

from community.utterances.models import Utterance
from search.backends import backend


def ensure_index() -> bool:
    """Make the index if there is none; an empty one owes every text. Returns whether it was made."""
    from search.backends.elastic import ElasticBackend
    from search.backends.indices import Indices

    engine = backend()
    if not isinstance(engine, ElasticBackend) or not Indices(engine).make_first():
        return False
    Utterance.objects.update(indexed_at=None)
    return True
