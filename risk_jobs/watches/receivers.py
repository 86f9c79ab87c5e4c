from typing import Any

from risk_jobs.watches import actions


def on_indexed(sender: Any, ids: list[int], **kwargs: Any) -> None:
    """In the transaction that marks the texts as indexed: either both stand or neither."""
    actions.owe(ids)
