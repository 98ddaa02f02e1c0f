"""Bytes to text: which character encoding a page really has, whatever its header or meta element says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

#: Encodings that decode any bytes at all, so that success says nothing.
_TOLERANT: Final = {"utf-8", "cp1252", "latin-1", "iso8859-1", "ascii"}

#: Legacy encodings in which pages of a language are still served.
_LEGACY: Final = {"zh": ("gb18030", "big5hkscs"), "ar": ("cp1256",), "fa": ("cp1256",), "en": ("cp1252",)}

_TAG: Final = re.compile(rb"<[^>]{0,2000}>")

#: How much of a page is looked at to tell its encoding.
_SAMPLE: Final = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, the encoding it was read in, and whether it came out damaged (mojibake)."""

    text: str
    encoding: str
    damaged: bool = False


def decode(body: bytes, content_type: str = "", hint: str = "", encoding: str = "") -> Decoded:
    """The text of `body`.

    `content_type` is the HTTP header, `hint` the language that the source is expected in and `encoding` the one that
    its entry names ("" if unknown). Valid UTF-8 wins over every declaration: with other than ASCII bytes it is never an
    accident.
    """
    marked, mark = read_bom(body)
    if marked:
        return Decoded(body[len(mark or b"") :].decode(marked, "replace"), marked)
    text = _strict(body, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8")
    for declared in (encoding, html_body_declared_encoding(body), http_content_type_encoding(content_type)):
        known = resolve_encoding(declared) if declared else None
        if known and known not in _TOLERANT:
            text = _strict(body, known)
            if text is not None:
                return Decoded(text, known)
    text = body.decode("utf-8", "replace")
    foreign = sum(1 for char in text if char > "\x7f")
    if foreign and text.count("\ufffd") < 0.02 * foreign:
        return Decoded(text, "utf-8")
    languages = (hint,) if hint in _LEGACY else tuple(_LEGACY)
    guesses = [legacy for language in languages for legacy in _LEGACY[language]]
    match = from_bytes(_TAG.sub(b" ", body)[:_SAMPLE], cp_isolation=guesses).best()
    if match is not None:
        text = _strict(body, match.encoding)
        if text is not None:
            return Decoded(text, match.encoding)
    return Decoded(body.decode("cp1252", "replace"), "cp1252", damaged=True)


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
