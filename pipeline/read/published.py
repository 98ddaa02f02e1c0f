"""When an article was published: the date, where it stands on the page, and the words it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from persiantools.jdatetime import JalaliDate

from pipeline.read.meta import PageData
from pipeline.read.page import Element

_ISO: Final = re.compile(
    r"(?P<day>(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2}))"
    r"(?:[T\s]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_URL_DATE: Final = re.compile(r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_METAS: Final = (
    "article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "publish_date", "publish-date",
    "published_time", "article.published", "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dcterms.issued",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "originalpublicationdate", "release_date", "apub:time", "weibo:article:create_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """`date` is ISO (a day or a date-time as precise as the page), `basis` as in `Article.published_basis`."""

    date: str | None
    basis: str
    text: str


NONE: Final = Published(None, "none", "")


def published(data: PageData, root: Element, url: str) -> Published:
    """The publication date by the first witness that speaks."""
    for item in [*data.articles, *data.objects]:
        if found := _iso(item.get("datePublished")):
            return Published(found, "jsonld", str(item["datePublished"]))
    for name in _METAS:
        value = data.metas.get(name)
        if value and (found := _iso(value)):
            return Published(found, "jalali" if int(value[:4]) < 1500 else "meta", value)
    for element in root.iter("time"):
        value = element.get("datetime")
        if value and (found := _iso(value)):
            return Published(found, "time", value)
    if match := _URL_DATE.search(url):
        return Published("-".join(match.groups()), "url", match.group(0))
    return NONE


def _iso(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    match = _ISO.match(value.strip())
    if match is None:
        return None
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    try:
        whole = date(year, month, day) if year > 1900 else JalaliDate(year, month, day).to_gregorian()
    except ValueError:
        return None
    text = whole.isoformat()
    if match["time"]:
        text += f"T{match['time'].zfill(5)}" + (match["zone"] or "")
        try:
            datetime.fromisoformat(text)
        except ValueError:
            return whole.isoformat()
    return text
