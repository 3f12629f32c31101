"""Read MedlinePlus health topics from the National Library of Medicine's XML, one at a time."""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from medications.importers.clean import clean_text, links, parse_fragment, render_blocks
from medications.importers.records import (
    BadRecord,
    NamedId,
    Place,
    RelatedTopic,
    Seen,
    TopicRecord,
    with_digest,
)
from medications.importers.sources import CHUNK, Member, Source

ROOT = "health-topics"
TOPIC = "health-topic"
# The last paragraph of a summary names who wrote it; the extracts lost the class that NLM gives it.
_ATTRIBUTION_CLASS = "NLMattribution"
_INSTITUTE = re.compile(
    r"^(NIH\b|National (Institute|Institutes|Cancer|Eye|Heart|Library|Human|Center|Park|Highway)\b|Centers? for\b"
    r"|(US |U\.S\. )?(Dep(t\.?|artment) of|Food and Drug|Environmental Protection|Federal|Agency for|Bureau of"
    r"|Health Resources|Substance Abuse|Office (of|on)|Administration for|Social Security)\b"
    r"|United States (Department|Consumer)\b)"
)
_MAX_ATTRIBUTION = 200


def read_topics(source: Source) -> Iterator[TopicRecord | BadRecord]:
    """Each topic in the order of the file, in constant memory.

    A topic that can't be used is a BadRecord. Raises SourceError, after all topics before it, where the XML is
    malformed or cut short; and at once where the file is something else or declares entities.
    """
    seen = Seen()
    for member in source.members("xml"):
        for element, place in _elements(member):
            yield _topic(element, place, seen)


def _elements(member: Member) -> Iterator[tuple[etree._Element, Place]]:
    # No entities, no DTD, no network, and libxml2's own limits on size and depth: a corpus needs none of them.
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    ordinal = 0
    broken: etree.XMLSyntaxError | None = None
    checked = False
    while broken is None:
        data = member.read(CHUNK)
        try:
            parser.feed(data) if data else parser.close()
        except etree.XMLSyntaxError as exc:
            broken = exc
        for event, element in parser.read_events():
            if not checked:
                _check_root(element, member)
                checked = True
            if event == "end" and element.tag == TOPIC:
                ordinal += 1
                yield element, Place(member.source.file, member.name, ordinal, element.sourceline or 0)
                _drop(element)
        if not data:
            break
    if broken is not None:
        line = f"line {broken.lineno}" if broken.lineno else "its end"
        raise member.error(
            f"is not whole XML: {broken.msg} at {line}, after {ordinal} topics", "Download it again"
        ) from broken


def _check_root(root: etree._Element, member: Member) -> None:
    if root.tag != ROOT:
        raise member.error(
            f"holds <{root.tag!s}> and not <{ROOT}>", "Give the health topics XML of MedlinePlus"
        )
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise member.error("declares entities, which topics never need", "Check where it comes from")


def _drop(element: etree._Element) -> None:
    """Free a topic that has been read, and the empty ones that libxml2 keeps before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _topic(element: etree._Element, place: Place, seen: Seen) -> TopicRecord | BadRecord:
    identifier = clean_text(element.get("id") or "")
    title = clean_text(element.get("title") or "")
    url = clean_text(element.get("url") or "")
    if not identifier or not title:
        return BadRecord(place, "has no id" if not identifier else "has no title", identifier or title)
    if _host(url) == "":
        return BadRecord(place, f"has no usable url ({url!r})", identifier)
    created = clean_text(element.get("date-created") or "")
    date_created = _date(created)
    if created and date_created is None:
        return BadRecord(place, f"has date-created {created!r}, not MM/DD/YYYY", identifier)
    tree = parse_fragment(element.findtext("full-summary") or "")
    attributions = _split_attributions(tree)
    record = with_digest(
        TopicRecord(
            place=place,
            external_id=identifier,
            title=title,
            url=url,
            language=clean_text(element.get("language") or ""),
            date_created=date_created,
            meta_desc=clean_text(element.get("meta-desc") or ""),
            also_called=_texts(element, "also-called"),
            see_references=_texts(element, "see-reference"),
            full_summary_html=render_blocks(tree, url),
            attributions=attributions,
            linked_topic_urls=tuple(
                dict.fromkeys(link for link in links(tree, url) if is_topic_url(link) and link != url)
            ),
            groups=_named(element, "group"),
            mesh=_named(element, "mesh-heading/descriptor"),
            primary_institute=clean_text(element.findtext("primary-institute") or ""),
            related_topics=tuple(_related(element)),
        )
    )
    return seen.first(identifier, record)


def is_topic_url(url: str) -> bool:
    """Whether an address is that of a MedlinePlus topic page, such as https://medlineplus.gov/asthma.html."""
    parts = urlsplit(url)
    return parts.netloc in ("medlineplus.gov", "www.medlineplus.gov") and bool(
        re.fullmatch(r"/(spanish/)?\w+\.html", parts.path)
    )


def _host(url: str) -> str:
    """The host of an http(s) address, or ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme in ("http", "https") else ""


def _split_attributions(tree: HtmlElement) -> tuple[str, ...]:
    """Take the attribution paragraphs off the end of a summary, and give their texts in order."""
    found: list[str] = []
    for paragraph in reversed(list(tree.iter("p"))):
        text = clean_text(paragraph.text_content())
        if text and not _is_attribution(paragraph, text):
            break
        if text:
            # Two names whose line break was lost: "... SciencesCenters for Disease Control ...".
            found[:0] = re.split(r"(?<=[a-z])(?=NIH: |Centers for |National Institute)", text)
        paragraph.drop_tree()
    return tuple(found)


def _is_attribution(paragraph: HtmlElement, text: str) -> bool:
    marked = paragraph.get("class")
    if len(text) > _MAX_ATTRIBUTION or text.endswith((".", "?", "!", ":")):
        return False
    return (
        marked == _ATTRIBUTION_CLASS
        or (marked == "" and not paragraph.xpath(".//a"))
        or bool(_INSTITUTE.match(text))
    )


def _texts(element: etree._Element, path: str) -> tuple[str, ...]:
    texts = (clean_text("".join(child.itertext())) for child in element.iterfind(path))
    return tuple(dict.fromkeys(text for text in texts if text))


def _named(element: etree._Element, path: str) -> tuple[NamedId, ...]:
    found = (
        NamedId(clean_text(c.get("id") or ""), clean_text("".join(c.itertext())))
        for c in element.iterfind(path)
    )
    return tuple(dict.fromkeys(item for item in found if item.label))


def _related(element: etree._Element) -> Iterator[RelatedTopic]:
    for child in element.iterfind("related-topic"):
        identifier = clean_text(child.get("id") or "")
        if identifier:
            yield RelatedTopic(
                identifier, clean_text("".join(child.itertext())), clean_text(child.get("url") or "")
            )


def _date(text: str) -> dt.date | None:
    match = re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", text, re.ASCII)
    if not match:
        return None
    month, day, year = map(int, match.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
