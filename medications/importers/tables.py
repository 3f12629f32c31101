"""Tables of the corpora as rows of text, and as a list where rich text takes no table."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.html import HtmlElement

MAX_SPAN = 50


@dataclass(frozen=True, slots=True)
class Table:
    """A table of rich-text cells, all rows equally wide.

    A cell that spans rows stands in each of them, as a reader of one row needs it; one that spans columns stands in
    the first only. `header` has no row, or the rows of the table's head. Cells and caption are inline HTML (b, i, a,
    br, and ul, ol in cells), already escaped.
    """

    caption: str
    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(table: HtmlElement, cell_html: Callable[[HtmlElement], str]) -> Table:
    """The table's own rows (not those of tables inside it), each cell given to `cell_html`."""
    head: list[list[str]] = []
    body: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        if _table_of(row) is not table:
            continue
        in_head = any(ancestor.tag == "thead" for ancestor in row.iterancestors("thead", "table"))
        cells = _row(row, held, cell_html)
        if any(cells):
            (head if in_head and not body else body).append(cells)
    if not head and len(body) > 1 and _all_th(table):
        head.append(body.pop(0))
    width = max((len(row) for row in head + body), default=0)
    caption = next((cell_html(c) for c in table.iterchildren("caption")), "")
    return Table(caption, _padded(head, width), _padded(body, width))


def table_as_html(table: Table) -> str:
    """A list with an item for each row: the first cell in bold, the others after the names of their columns."""
    names = [" ".join(dict.fromkeys(row[i] for row in table.header if row[i])) for i in range(_width(table))]
    blocks = [f"<p><b>{_unbold(table.caption)}</b></p>"] if table.caption else []
    if table.header and not table.rows:
        return "".join(blocks) + _list([_item(row, []) for row in table.header])
    named = [name for name in names if name]
    if len(named) == 1 or (named and len(names) <= 2):
        # Two columns need no name in each row: "Category: Level" above, "Normal: less than 150" below.
        blocks.append(f"<p><b>{_unbold(': '.join(named))}</b></p>")
        names = []
    elif named and names[0]:
        blocks.append(f"<p><b>{_unbold(names[0])}</b></p>")
    items: list[str] = []
    for row in table.rows:
        if sum(bool(cell) for cell in row) == 1 and len(row) > 1 and row[0]:
            # One cell across the whole table is a title for the rows below it.
            blocks += [
                _list(items),
                f"<p><b>{_unbold(row[0])}</b></p>" if "<li>" not in row[0] else _list([row[0]]),
            ]
            items = []
        else:
            items.append(_item(row, names))
    return "".join([*blocks, _list(items)])


def _item(row: tuple[str, ...], names: list[str]) -> str:
    first, *rest = row
    parts = []
    for i, cell in enumerate(rest, start=1):
        if cell:
            name = _unbold(names[i]) if i < len(names) and len(rest) > 1 else ""
            parts.append(f"{name}: {cell}" if name else cell)
    item = _lead(first) if rest else first
    item += (": " if item and parts else "") + "; ".join(parts)
    return re.sub(r"\s+(?=<[uo]l>)", "", item)


def _lead(cell: str) -> str:
    """The first cell of a row in bold, unless it has emphasis or lists of its own."""
    return cell if not cell or re.search(r"<(?:b|ul|ol)>", cell) else f"<b>{cell}</b>"


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>" if items else ""


def _row(
    row: HtmlElement, held: dict[int, tuple[int, str]], cell_html: Callable[[HtmlElement], str]
) -> list[str]:
    """The cells of one row, with those held over from rows above; `held` maps a column to rows left and text."""
    cells: list[str] = []
    for cell in row.iterchildren("td", "th"):
        _take_held(cells, held)
        text = cell_html(cell)
        rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
        for offset in range(columns):
            if rows > 1:
                held[len(cells)] = (rows - 1, "" if offset else text)
            cells.append("" if offset else text)
    _take_held(cells, held)
    return cells


def _take_held(cells: list[str], held: dict[int, tuple[int, str]]) -> None:
    while len(cells) in held:
        left, text = held.pop(len(cells))
        if left > 1:
            held[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    # isdecimal() is true of digits in every script; int() reads them all.
    return min(max(int(value), 1), MAX_SPAN) if value.isdecimal() and len(value) < 6 else 1


def _all_th(table: HtmlElement) -> bool:
    first = next((row for row in table.iter("tr") if _table_of(row) is table and len(row)), None)
    return first is not None and all(cell.tag == "th" for cell in first)


def _table_of(row: HtmlElement) -> HtmlElement | None:
    return next(row.iterancestors("table"), None)


def _padded(rows: list[list[str]], width: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _width(table: Table) -> int:
    return max((len(row) for row in table.header + table.rows), default=0)


def _unbold(inline: str) -> str:
    return re.sub(r"</?b>", "", inline)
