"""Results as files: CSV, ODS, XLSX. No cell of theirs is ever a formula, whatever people wrote in a title.

The writers of workbooks are slow to load: only who takes a file waits for them.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from dossiers.cells import clean, harmless
from scoring.ranking.results import Cell, Kind, Results

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

#: How each kind of column is shown in a workbook.
FORMATS = {Kind.EUROS: "#,##0.00", Kind.POINTS: "0.00", Kind.DAY: "dd/mm/yyyy"}
WIDTHS = {Kind.TEXT: 28, Kind.COUNT: 8, Kind.POINTS: 12, Kind.EUROS: 14, Kind.DAY: 12}


@dataclass(frozen=True)
class Format:
    """A kind of file: its extension, what the browser is told, how it is written."""

    extension: str
    content_type: str
    write: Callable[[Results], bytes]


def as_csv(results: Results) -> bytes:
    """As spreadsheets of France read it: semicolons, commas in numbers, a mark of UTF-8; texts that could be read as a
    formula begin with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([harmless(column.label) for column in results.columns])
    writer.writerows([_said(cell) for cell in row] for row in results.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _said(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", ",")
    return str(cell) if isinstance(cell, int) else harmless(cell)


def as_ods(results: Results) -> bytes:
    """Texts are cells of text, numbers are numbers: nothing is left to guess."""
    from odfdo import Document, Row, Table

    document = Document("spreadsheet")
    document.body.clear()
    table = Table(clean(results.name))
    heads: tuple[Cell, ...] = tuple(column.label for column in results.columns)
    for cells in (heads, *results.rows):
        row = Row()
        row.set_values([clean(cell) if isinstance(cell, str) else cell for cell in cells])
        table.append_row(row)
    document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx(results: Results) -> bytes:
    """Each cell is written as what it is, a text always as a text."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(clean(results.name)[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        shown = {kind: book.add_format({"num_format": words}) for kind, words in FORMATS.items()}
        for n, column in enumerate(results.columns):
            sheet.set_column(n, n, WIDTHS[column.kind])
            sheet.write_string(0, n, clean(column.label), bold)
        for line, cells in enumerate(results.rows, start=1):
            for n, (column, cell) in enumerate(zip(results.columns, cells, strict=True)):
                _write(sheet, (line, n), cell, shown.get(column.kind))
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, len(results.rows), len(results.columns) - 1)
    return out.getvalue()


def _write(sheet: "Worksheet", at: tuple[int, int], cell: Cell, shown: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(*at, clean(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(*at, cell, shown)
    elif cell is not None:
        sheet.write_number(*at, cell, shown)


FORMATS_BY_EXTENSION = {
    one.extension: one
    for one in (
        Format("csv", "text/csv; charset=utf-8", as_csv),
        Format("ods", "application/vnd.oasis.opendocument.spreadsheet", as_ods),
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    )
}
