"""One parsed tree per page, and the few questions everything asks of its elements."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

#: lxml's element; the library has no types of its own.
Element = Any

#: Elements whose text nobody reads on the page.
_UNSEEN: Final = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "canvas",
    "audio",
    "video",
    "select",
    "textarea",
    "button",
    "dialog",
)

_HAN: Final = re.compile("[\u3400-\u9fff]+")
_WORTH_A_LOOK: Final = 4_000
_MOST_RESCUED: Final = 1_000_000
_LARGE: Final = 200_000
_LONG_TAG: Final = re.compile(r"<([a-zA-Z]+)[^<>]{20000,}>")
_MOST_ATTRIBUTES: Final = 1_000
#: One class for all elements, as trafilatura wants it: lxml's own look-up by name runs in Python, element by element.
_CLASSES: Final = etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def parse(text: str) -> Element | None:
    """The page's tree without comments, or None where there is no markup at all."""
    text = _CONTROL.sub("", text)
    if len(text) > _LARGE:
        text = _LONG_TAG.sub(_without_attributes, text)
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    parser.set_element_class_lookup(_CLASSES)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _without_attributes(tag: re.Match[str]) -> str:
    """A tag without its attributes if they are beyond counting: the parser compares each with each."""
    return f"<{tag[1]}>" if tag[0].count("=") > _MOST_ATTRIBUTES else tag[0]


def rescued(source: str, root: Element) -> Element | None:
    """The lines of a page as paragraphs, where lxml has lost most of its text; None where it has not.

    lxml stops at some depth: a page with thousands of unclosed tags ends there for it, not for BeautifulSoup.
    """
    if not _WORTH_A_LOOK < len(source) < _MOST_RESCUED:
        return None
    from bs4 import BeautifulSoup  # few pages need it, and it takes a tenth of the time to start

    soup = BeautifulSoup(source, "html.parser")
    for tag in soup(_UNSEEN):
        tag.decompose()
    lines = [line for text in soup.stripped_strings for line in text.splitlines() if line.strip()]
    if sum(map(len, lines)) < 2 * sum(map(len, map(str.strip, root.itertext()))):
        return None
    body = lxml_html.Element("div")
    for line in lines:
        etree.SubElement(body, "p").text = _CONTROL.sub("", line)
    return body


def strip_unseen(root: Element) -> None:
    """Remove scripts, styles and controls from the tree; the text behind them stays."""
    etree.strip_elements(root, *_UNSEEN, with_tail=False)


def squash(text: str) -> str:
    """`text` in NFC with every run of white space (no-break spaces too) as one space, none at the ends."""
    text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", _CONTROL.sub("", text))


def weight(text: str) -> int:
    """How much is said in `text`, in Latin letters: a Han character says as much as two or three."""
    return len(text) if text.isascii() else len(text) + 3 * sum(map(len, _HAN.findall(text))) // 2


def names(element: Element) -> str:
    """The element's class and id, in lower case, for telling what a template's author meant by it."""
    return f"{element.get('class', '')} {element.get('id', '')}".lower()
