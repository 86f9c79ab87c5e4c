"""Several numbers from several tables, asked in one statement: for a page that is fetched every few seconds."""

from typing import Any

from django.db.models import Aggregate, QuerySet, Subquery, Value

Asked = tuple[QuerySet[Any], Aggregate]


def at_once(one_row: QuerySet[Any], **asked: Asked) -> dict[str, Any]:
    """Name -> its aggregate over its rows. `one_row` finds one row, of whatever table, beside which they stand."""
    # Django numbers columns without a name: none can be called like a field of the row's own table.
    found = one_row.order_by().values_list(*(_scalar(*one) for one in asked.values())).get()
    return dict(zip(asked, found, strict=True))


def _scalar(rows: QuerySet[Any], aggregate: Aggregate) -> Subquery:
    """Without a group of its own the aggregate is over all rows, and of no rows it is 0 or nothing."""
    return Subquery(rows.order_by().values(whole=Value(1)).annotate(found=aggregate).values("found"))
