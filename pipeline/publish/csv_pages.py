"""CSV of any table or query, safe to open in a spreadsheet.

Datasette's own CSV hands out cells as they are; one that begins with "=" is a formula in a spreadsheet. Ours
are marked as text (`pipeline.publish.cells`); `?_bom=on` adds the byte order mark that Excel wants.
"""

from __future__ import annotations

from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request
from datasette.views.database import DatabaseView
from datasette.views.table import TableView

from pipeline.publish.cells import BYTE_ORDER_MARK, safe_cell


class _SafeCells:
    """Makes the cells of a view's rows safe and gives the first heading the byte order mark if it is asked
    for.
    """

    async def data(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        answer = await super().data(request, *args, **kwargs)  # type: ignore[misc]
        if not isinstance(answer, tuple):
            return answer
        found, *rest = answer
        columns = list(found["columns"])
        if request.args.get("_bom") and columns:
            columns[0] = BYTE_ORDER_MARK + columns[0]
        rows = [[safe_cell(cell) for cell in tuple(row)] for row in found["rows"]]
        return ({**found, "columns": columns, "rows": rows, "expanded_columns": set()}, *rest)


class _Table(_SafeCells, TableView):  # type: ignore[misc]  # datasette has no types
    pass


class _Query(_SafeCells, DatabaseView):  # type: ignore[misc]
    pass


async def table_csv(datasette: Datasette, request: Request) -> Any:
    """`/reportedly/<table or query>.csv`."""
    return await _Table(datasette).as_csv(request, request.url_vars["database"])


async def query_csv(datasette: Datasette, request: Request) -> Any:
    """`/reportedly.csv?sql=...`."""
    return await _Query(datasette).as_csv(request, request.url_vars["database"])
