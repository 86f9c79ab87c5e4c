"""What the page of every thread asks beside its rows, said in SQL: Django needs longer to put such a subquery together
from expressions than for the rest of the statement. Nothing that decides who may read."""

from datetime import datetime
from typing import Any, LiteralString

from django.db import connection, models
from django.db.models.expressions import RawSQL


def in_sql(sql: LiteralString, *given: Any, field: "models.Field[Any, Any]") -> RawSQL:
    """`sql` is ours and names the outer table in full; what it is `given` is bound where a %s stands."""
    bound = [
        connection.ops.adapt_datetimefield_value(one) if isinstance(one, datetime) else one for one in given
    ]
    return RawSQL(sql, bound, field)  # noqa: S611
