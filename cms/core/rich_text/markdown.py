"""Rich text as CommonMark. What it has no sign for, such as a raised letter, stays a tag, which Markdown allows.

Written here and not by a library: the sanitiser leaves twenty tags, and converters of any HTML guess at the rest. Tests
read it back with markdown-it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cms.core.rich_text.elements import Element, parse

SIGNS = {"b": "**", "strong": "**", "i": "_", "em": "_"}
TAGS = {"b": "strong", "i": "em"}
BLOCKS = frozenset({"p", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"})
LISTS = frozenset({"ul", "ol"})
# Two lists that follow each other would be one.
BETWEEN_LISTS = "<!-- -->"
EDGE = "\n"
# Next to one of these, a sign of emphasis may not be read as one.
UNSURE = frozenset("*_`~<")

_SPACES = re.compile(r"[ \t\r\n\f]+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>&~])")
_AT_LINE_START = re.compile(r"^(\d{1,9})([.)])|^([#+\-=])")


def to_markdown(html: str) -> str:
    """CommonMark, with no line break at its end."""
    return "\n\n".join(_blocks(parse(html).children))


def _blocks(children: Sequence[Element | str]) -> list[str]:
    """The blocks of a page, quotation or item; what stands between them outside of one is a paragraph."""
    found: list[str] = []
    loose: list[Element | str] = []
    last = ""
    for child in [*children, None]:
        if child is not None and (isinstance(child, str) or child.tag not in BLOCKS):
            loose.append(child)
            continue
        if paragraph := _paragraph(loose):
            found.append(paragraph)
            last = "p"
        loose = []
        if child is None:
            continue
        if last in LISTS and child.tag in LISTS:
            found.append(BETWEEN_LISTS)
        if block := _block(child):
            found.append(block)
            last = child.tag
    return found


def _block(element: Element) -> str:
    if element.tag in LISTS:
        return _list(element)
    if element.tag == "blockquote":
        return _prefixed("\n\n".join(_blocks(element.children)), "> ", "> ")
    if element.tag == "hr":
        return "---"
    if element.tag.startswith("h"):
        line = _paragraph(element.children).replace("\\\n", " ")
        return f"{'#' * int(element.tag[1])} {line}" if line else ""
    return "\n\n".join(_blocks(element.children))


def _list(element: Element) -> str:
    items = [child for child in element.children if isinstance(child, Element)]
    written: list[str] = []
    for item in items:
        # A list right below the words of its item keeps the list tight.
        text = "\n".join(_blocks(item.children))
        if text:
            # With nothing in it, its sign alone would underline what stands above.
            sign = f"{len(written) + 1}. " if element.tag == "ol" else "- "
            written.append(_prefixed(text, sign, " " * len(sign)))
    return "\n".join(written)


def _prefixed(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        ((first if number == 0 else others) + line).rstrip() for number, line in enumerate(lines)
    )


def _paragraph(children: Sequence[Element | str]) -> str:
    lines = [line.strip(" ") for line in _inline(children, EDGE, EDGE).split("\\\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    # An empty line would end the paragraph.
    return "\\\n".join(_AT_LINE_START.sub(_escaped_start, line) or "&nbsp;" for line in lines)


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"


def _inline(children: Sequence[Element | str], before: str, after: str) -> str:
    """``before`` and ``after``: the signs on both sides."""
    written = ""
    for number, child in enumerate(children):
        previous = written[-1:] or before
        following = _first_sign(children[number + 1]) if number + 1 < len(children) else after
        if isinstance(child, str):
            written += _text(child, following)
        else:
            written += _element(child, previous, following)
    return written


def _first_sign(child: Element | str) -> str:
    if isinstance(child, str):
        return child[:1] or "<"
    return EDGE if child.tag == "br" else "<"


def _text(text: str, following: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", _SPACES.sub(" ", text))
    # Before a link, it would make an image of it.
    return f"{escaped[:-1]}\\!" if escaped.endswith("!") and following == "<" else escaped


def _element(element: Element, before: str, after: str) -> str:
    tag = element.tag
    if tag == "br":
        return "\\\n"
    if tag == "img":
        alt = _text(element.attributes.get("alt", ""), EDGE)
        return f"![{alt}]({_address(element.attributes.get('src', ''))})"
    if tag == "a":
        inside = _inline(element.children, "[", "]")
        href = element.attributes.get("href")
        return f"[{inside}]({_address(href)})" if href is not None else inside
    if tag == "code":
        return _code(element, before, after)
    if tag in SIGNS:
        return _emphasis(element, SIGNS[tag], before, after)
    return _tagged(element, tag)


def _emphasis(element: Element, sign: str, before: str, after: str) -> str:
    text = element.text
    is_sure = (
        bool(text)
        and not (text[0].isspace() or text[-1].isspace())
        and "<br" not in {f"<{inner.tag}" for inner in element.all_inside()}
        and _is_apart(before)
        and _is_apart(after)
        and all(isinstance(child, str) for child in (element.children[0], element.children[-1]))
    )
    if not is_sure:
        return _tagged(element, TAGS.get(element.tag, element.tag))
    return f"{sign}{_inline(element.children, '*', '*')}{sign}"


def _is_apart(sign: str) -> bool:
    """Whether emphasis next to it is read as such, whatever it begins or ends with."""
    return sign not in UNSURE and (sign.isspace() or not sign.isalnum())


def _tagged(element: Element, tag: str) -> str:
    return f"<{tag}>{_inline(element.children, '<', '<')}</{tag}>"


def _code(element: Element, before: str, after: str) -> str:
    text = _SPACES.sub(" ", element.text)
    if not text.strip(" ") or before == "`" or after == "<":
        return _tagged(element, "code")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _address(href: str) -> str:
    if re.fullmatch(r"[^\s()<>\\&]+", href):
        return href
    escaped = re.sub(r"([<>\\&])", r"\\\1", href).replace("\n", "")
    return f"<{escaped}>"
