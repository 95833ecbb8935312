"""The tag that draws a table; a builtin: templates load nothing."""

import re
from typing import Protocol

from django import template
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

KINDS = {"number", "nowrap", "actions"}
ROW_OR_CELL = re.compile(r"<(tr|td|th)\b([^>]*)>")


class Sort(Protocol):
    """What a head that sorts its table needs: where its link leads, and how the column is sorted now (aria-sort)."""

    @property
    def url(self) -> str: ...
    @property
    def sorted(self) -> str: ...


class DataTable(Node):
    """Draws a table that folds into cards on a phone and stays a table for assistive technologies."""

    def __init__(self, columns: FilterExpression, options: dict[str, FilterExpression], rows: NodeList) -> None:
        self.columns, self.options, self.nodelist = columns, options, rows

    def render(self, context: Context) -> SafeString:
        columns = [_column(name) for name in str(self.columns.resolve(context)).split("|")]
        caption = self.options["caption"].resolve(context)
        hidden = "hidden_caption" in self.options and bool(self.options["hidden_caption"].resolve(context))
        sorts = self.options["sorts"].resolve(context) if "sorts" in self.options else [None] * len(columns)
        named = zip(columns, sorts, strict=True)
        head = format_html_join("", "{}", ((_head_cell(label, kind, sort),) for (label, kind), sort in named))
        return format_html(
            '<table class="jalon-table" role="table"><caption class="{}">{}</caption>'
            '<thead role="rowgroup"><tr role="row">{}</tr></thead><tbody role="rowgroup">{}</tbody></table>',
            "fr-sr-only" if hidden else "",
            conditional_escape(caption),
            head,
            _label_cells(self.nodelist.render(context), columns),
        )


def _column(written: str) -> tuple[str, str]:
    """Label and kind of a column; a colon that introduces no kind belongs to the label."""
    label, _colon, kind = written.strip().rpartition(":")
    return (label, kind) if kind in KINDS else (written.strip(), "")


def _head_cell(label: str, kind: str, sort: Sort | None) -> SafeString:
    if not label:
        return format_html('<td role="cell"{}></td>', _kind_class(kind))
    if sort is not None:
        state = format_html(' aria-sort="{}"', sort.sorted) if sort.sorted else SafeString("")
        link = format_html('<a class="jalon-sort" href="{}">{}</a>', sort.url, label)
        return format_html('<th role="columnheader" scope="col"{}{}>{}</th>', _kind_class(kind), state, link)
    return format_html('<th role="columnheader" scope="col"{}>{}</th>', _kind_class(kind), label)


def _kind_class(kind: str) -> SafeString:
    return format_html(' class="jalon-{}"', kind) if kind else SafeString("")


def _label_cells(rows: str, columns: list[tuple[str, str]]) -> SafeString:
    """Give each cell its ARIA role, its column's name and its column's kind.

    Display changes made by style sheets take a table's semantics away: explicit roles keep them.
    What the rows contain was escaped by the template that wrote them: only its own tags match.
    """
    position = -1

    def mark(found: re.Match[str]) -> str:
        nonlocal position
        tag, attributes = found.groups()
        if tag == "tr":
            position = -1
            return f'<tr role="row"{attributes}>'
        position += 1
        label, kind = columns[position] if position < len(columns) else ("", "")
        role = ' role="rowheader" scope="row"' if tag == "th" else ' role="cell"'
        name = format_html(' data-label="{}"', label) if label else ""
        return f"<{tag}{role}{name}{_kind_class(kind)}{attributes}>"

    return SafeString(ROW_OR_CELL.sub(mark, rows))


@register.tag
def datatable(parser: Parser, token: Token) -> DataTable:
    """`{% datatable "Dossier|État|Montant:number" caption="…" hidden_caption=True %}<tr>…{% enddatatable %}`.

    The columns' kinds: `number` (aligned right), `nowrap`, `actions` (its cells hold buttons). `sorts=` gives for each
    column what makes its head a link that sorts, or None.
    """
    bits = token.split_contents()[1:]
    if not bits:
        raise TemplateSyntaxError("datatable needs its columns")
    options = token_kwargs(bits[1:], parser)
    if "caption" not in options:
        raise TemplateSyntaxError("datatable needs a caption")
    rows = parser.parse(("enddatatable",))
    parser.delete_first_token()
    return DataTable(parser.compile_filter(bits[0]), options, rows)
