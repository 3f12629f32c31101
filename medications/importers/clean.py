"""Cleaning shared by all corpora: characters, entities, and HTML reduced to what rich text takes."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import lxml.html
import nh3
from lxml.html import HtmlElement

from medications.importers.tables import read_table, table_as_html

_BLOCKS = {"p", "div", "section", "article", "blockquote", "center", "dl", "dt", "dd", "pre", "hr", "figure"}
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_LISTS = {"ul", "ol"}
_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
# Rich text here has no raised letters, and "10<sup>9</sup>" must not read "109".
_RAISED = {"sup": str.maketrans("0123456789+-()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"),
           "sub": str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")}  # fmt: skip
_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}
_ALLOWED = {*_BLOCKS, *_HEADINGS, *_LISTS, *_TABLE, *_INLINE, *_RAISED, "li", "a", "br"}
_ATTRIBUTES = {"a": {"href"}, "p": {"class"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_SCHEMES = {"http", "https", "mailto"}
MAX_DEPTH = 60
MAX_PARSED_DEPTH = 200

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Controls, soft hyphens, zero-width and direction marks, byte order marks, lone surrogates: none is ever meant.
_STRAY = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
# Code points of the Symbol font pasted as text. Dropping one would turn ">= 65" into "65".
_SYMBOL_FONT = str.maketrans(
    "\uf0a3\uf0b3\uf0b1\uf0b4\uf0b8\uf0b9\uf0bb\uf0a5\uf0b0\uf0b7\uf0a7\uf0ae\uf0ad\uf0af\uf0ab\uf0e2\uf0e4"
    "\uf06d\uf061\uf062\uf067\uf064\uf044",
    "≤≥±\u00d7÷≠≈∞°•▪→↑↓↔®™μ\u03b1β\u03b3δΔ",
)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def clean_characters(text: str) -> str:
    """The text with entities resolved (once more if doubly escaped), stray characters gone; spacing is kept."""
    for _ in range(2):
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    text = text.translate(_SYMBOL_FONT)
    # A reader must see that a character is missing, so an unknown one is shown and not dropped.
    return _STRAY.sub("", _PRIVATE_USE.sub("\ufffd", text))


def clean_text(text: str) -> str:
    """One line of plain text: cleaned characters, every run of white space one blank."""
    return _SPACES.sub(" ", clean_characters(text)).strip()


def plain_text(markup: str) -> str:
    """The words of an HTML fragment, blocks apart by one blank."""
    spaced = re.sub(r"(?i)<(/?(?:p|div|li|ul|ol|h[1-6]|tr|td|th|table|br)\b)", r" <\1", markup)
    return clean_text(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}))


def parse_fragment(markup: str) -> HtmlElement:
    """A tree of allowed elements below one div. Never raises for bad HTML: what can't be kept is text or gone."""
    safe = nh3.clean(
        _STRAY.sub("", markup),
        tags=_ALLOWED,
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style"},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    # libxml2 drops what is nested deeper than it counts; there the words matter and not the nesting.
    if _depth(safe) > MAX_PARSED_DEPTH:
        safe = html.escape(plain_text(safe), quote=False)
    return lxml.html.fragment_fromstring(safe, create_parent="div")


def _depth(safe: str) -> int:
    """How deep well-formed HTML is nested, counting no more than opening and closing tags."""
    depth = deepest = 0
    for closing in re.findall(r"<(/?)(?!br\b)[a-z]", safe):
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest


def clean_html(markup: str, base_url: str = "") -> str:
    """HTML reduced to p, h2-h4, ul, ol, li, b, i, br and a[href]; a table becomes a list, a row an item.

    Relative addresses are resolved against `base_url`; a link without a usable address becomes its text.
    """
    return render_blocks(parse_fragment(markup), base_url)


def render_blocks(root: HtmlElement, base_url: str = "") -> str:
    """The rich text of a tree from `parse_fragment`."""
    return "".join(_blocks(root, base_url, 0))


def cell_html(element: HtmlElement, base_url: str = "", depth: int = 0) -> str:
    """The inline HTML (and lists) of one cell or item."""
    return _tidy(_flat(element, base_url, depth))


def links(root: HtmlElement, base_url: str) -> Iterator[str]:
    """The absolute addresses of all links, in order, with repeats."""
    for anchor in root.iter("a"):
        href = absolute(anchor.get("href") or "", base_url)
        if href:
            yield href


def absolute(href: str, base_url: str) -> str:
    """The address in full, or "" if it is none that a page may link to."""
    try:
        url = urljoin(base_url, href.strip()) if href.strip() else ""
        parts = urlsplit(url)
    except ValueError:
        return ""
    usable = parts.scheme in _SCHEMES and (parts.netloc or parts.scheme == "mailto")
    return url if usable else ""


def _blocks(element: HtmlElement, base: str, depth: int) -> Iterator[str]:
    """Block HTML for the children of an element; loose text and inline elements gather into paragraphs."""
    if depth > MAX_DEPTH:
        yield from _paragraphs(_escape(element.text_content()))
        return
    run = [_escape(element.text)]
    for child in element:
        tag = _tag(child)
        if tag in _BLOCKS | _LISTS | _HEADINGS.keys() or tag in _TABLE:
            yield from _paragraphs("".join(run))
            run = [_escape(child.tail)]
            yield from _block(child, tag, base, depth)
        else:
            run += [_inline(child, base, depth), _escape(child.tail)]
    yield from _paragraphs("".join(run))


def _block(child: HtmlElement, tag: str, base: str, depth: int) -> Iterator[str]:
    if tag in _HEADINGS:
        inner = re.sub(r"</?b>", "", _inner(child, base, depth))
        text = _tidy(inner.replace("<br/>", " "))
        if _has_words(text):
            yield f"<{_HEADINGS[tag]}>{text}</{_HEADINGS[tag]}>"
    elif tag in _LISTS:
        yield _list(child, tag, base, depth)
    elif tag == "table":
        yield table_as_html(read_table(child, lambda cell: cell_html(cell, base, depth + 1)))
    else:
        yield from _blocks(child, base, depth + 1)


def _list(element: HtmlElement, tag: str, base: str, depth: int) -> str:
    items: list[str] = []
    for child in element:
        body = (
            _flat(child, base, depth + 1)
            if _tag(child) not in _LISTS
            else _list(child, _tag(child), base, depth + 1)
        )
        if _tag(child) in _LISTS and items and _tag(child) != "li":
            # A list right inside a list belongs to the item before it.
            items[-1] += body
        elif _has_words(body):
            items.append(body)
        if child.tail and child.tail.strip():
            items.append(_tidy(_escape(child.tail)))
    return f"<{tag}>{''.join(f'<li>{_tidy(item)}</li>' for item in items)}</{tag}>" if items else ""


def _flat(element: HtmlElement, base: str, depth: int) -> str:
    """Inline HTML and nested lists, for an item or a cell: paragraphs inside are parted by a line break."""
    if _tag(element) in _INLINE or _tag(element) == "a":
        return _inline(element, base, depth)
    pieces: list[str] = []
    for block in filter(None, _blocks(element, base, depth)):
        inner = re.sub(r"^<(p|h[234])>(.*)</\1>$", r"\2", block, flags=re.DOTALL)
        if pieces and not inner.startswith(("<ul>", "<ol>")) and not pieces[-1].endswith(("</ul>", "</ol>")):
            pieces.append("<br/>")
        pieces.append(inner)
    return "".join(pieces)


def _inner(element: HtmlElement, base: str, depth: int) -> str:
    if depth > MAX_DEPTH:
        return _escape(element.text_content())
    return _escape(element.text) + "".join(_inline(c, base, depth + 1) + _escape(c.tail) for c in element)


def _inline(element: HtmlElement, base: str, depth: int) -> str:
    tag = _tag(element)
    if tag == "br":
        return "<br/>"
    text = _inner(element, base, depth)
    if not _has_words(text):
        return text
    if tag in _RAISED:
        return text.translate(_RAISED[tag]) if "<" not in text and "&" not in text else text
    if tag == "a":
        href = absolute(element.get("href") or "", base)
        return f'<a href="{html.escape(href)}">{text}</a>' if href else text
    return f"<{_INLINE[tag]}>{text}</{_INLINE[tag]}>" if tag in _INLINE else text


def _paragraphs(run: str) -> Iterator[str]:
    """Paragraphs of inline HTML; two line breaks in a row part them where no element is open."""
    pieces = re.split(r"(?:\s*<br/>\s*){2,}", run)
    if any(piece.count("<") - piece.count("<br/>") != 2 * piece.count("</") for piece in pieces):
        pieces = [run]
    for piece in pieces:
        text = _tidy(piece)
        if _has_words(text):
            yield f"<p>{text}</p>"


def _tidy(inline: str) -> str:
    """One blank for each run of white space, none at the ends or beside a line break, no break at the ends."""
    inline = re.sub(r"\s*<br/>\s*", "<br/>", _SPACES.sub(" ", inline)).strip()
    return re.sub(r"^(?:<br/>)+|(?:<br/>)+$", "", inline).strip()


def _has_words(markup: str) -> bool:
    return bool(re.sub(r"<[^>]*>|\s", "", markup))


def _escape(text: str | None) -> str:
    return html.escape(clean_characters(text), quote=False) if text else ""


def _tag(element: HtmlElement) -> str:
    return element.tag if isinstance(element.tag, str) else ""
