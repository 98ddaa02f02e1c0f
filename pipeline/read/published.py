"""When an article was published: the date, which part of the page tells it, and the words it came from.

The witnesses are heard in this order: JSON-LD, meta elements, microdata, `<time>`, data in scripts, the address, the
words near the title, relative words ("12 小时前") against the page's own clock or the time of the fetch. A day after
the fetch, or the clock in a page's footer or head, is not a publication date. Nothing found is None, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Final

from htmldate import find_date
from lxml import etree
from lxml import html as lxml_html

from pipeline.article import Language
from pipeline.extract.dates.calendars import to_day
from pipeline.extract.dates.dates import find_dates, publication_date
from pipeline.read.blocks import Passage
from pipeline.read.meta import PageData
from pipeline.read.page import Element, names, squash
from pipeline.text.fold import fold


@dataclass(frozen=True, slots=True)
class Published:
    """`date` is an ISO day, or a date-time as precise as the page; `basis` as in `Article.published_basis`."""

    date: str | None
    basis: str
    text: str


class Setting:
    """What dates are read against: the page's language, when it was fetched, and what its own clock shows."""

    def __init__(self, language: Language, fetched: datetime, passages: list[Passage]) -> None:
        self.language = language
        self.fetched = fetched
        self._passages = passages

    @cached_property
    def now(self) -> datetime:
        """The moment that relative words count from: the page's own clock if it has one, else the fetch."""
        return page_clock(self._passages, self.language, self.fetched) or self.fetched

    def plausible(self, day: date) -> bool:
        """Whether an article on the web can have been published on `day`."""
        return _FIRST_DAY <= day <= self.fetched.date() + timedelta(1)


NONE: Final = Published(None, "none", "")

_FIRST_DAY: Final = date(1994, 1, 1)

_ISO: Final = re.compile(
    r"(?P<y>\d{4})(?P<s>[-/.]?)(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"
    r"(?:[T\s]*(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<sec>\d{2}))?(?:[.,]\d+)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2}):?(\d{2})(?::?(\d{2}))?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_URL_DATE: Final = re.compile(
    r"(?<!\d)(?:(?P<y>20[0-4]\d|199\d)(?:(?P<s>[-_/.])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>3[01]|[12]\d|0?[1-9])"
    r"|(?P<s2>[-_/]?)(?P<m2>1[0-2]|0[1-9])(?:(?P=s2)|/|)(?P<d2>3[01]|[12]\d|0[1-9]))"
    r"|(?P<d3>3[01]|[12]\d|0[1-9])(?P<s3>[-_.])(?P<m3>1[0-2]|0[1-9])(?P=s3)(?P<y3>20[0-4]\d))(?!\d)"
)
#: A day in an address with its month as a word: /2026/feb/25/.
_NAMED_URL_DATE: Final = re.compile(
    r"/(20[0-4]\d/(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(?:[12]\d|0?[1-9]|3[01]))/", re.I
)
#: A Jalali day in an address, as Iranian agencies write it: /1404/07/13/.
_JALALI_URL_DATE: Final = re.compile(r"(?<!\d)(1[34]\d\d)(?P<s>[-/])(1[0-2]|0?[1-9])(?P=s)(3[01]|[12]\d|0?[1-9])(?!\d)")
_METAS: Final = (
    "article:published_time", "og:published_time", "og:article:published_time", "bt:pubdate", "datepublished",
    "publishdate", "pubdate", "pub_date", "publish_date", "publish-date", "publish_time", "published_time",
    "published_at", "published_date", "article:published", "article:publication_date", "article.published",
    "article_date_original", "original-publish-date", "originalpublicationdate", "rnews:datepublished", "ptime",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "apub:time", "weibo:article:create_at",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created",
    "citation_publication_date", "citation_date", "prism.publicationdate", "shareaholic:article_published_time",
    "article:post_date", "displaydate", "release_date", "releasedate", "article:create_at", "timestamp", "date",
    "datecreated", "og:release_date", "video:release_date", "dc.created", "created", "date_published",
)  # fmt: skip
_MODIFIED_METAS: Final = (
    "article:modified_time", "og:updated_time", "datemodified", "og:modified_time", "article:modified", "lastmod",
    "last-modified", "dcterms.modified", "dc.date.modified", "modified", "revised", "bt:moddate",
)  # fmt: skip

#: Names under which scripts keep an article's time of publication.
_SCRIPT_DATE: Final = re.compile(
    r"""["']?\b(?:date_?published|first_?publish(?:ed)?_?(?:at|date|time)?|publish(?:ed)?_?(?:at|date|time|on|timestamp)"""
    r"""|pub_?(?:date|time)|release_?(?:date|time)|create_?time|create_?at|created_?at|post_?(?:date|time)|ct)["']?"""
    r"""\s*[:=]\s*["']?(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T\d:.+\-Z ]{0,24}|1\d{9}(?:\d{3})?)\b""",
    re.I,
)
_SCRIPT_LIMIT: Final = 2_000_000

#: Local time of the sites in a language, for time stamps that are plain seconds.
_ZONES: Final = {
    "zh": timezone(timedelta(hours=8)),
    "fa": timezone(timedelta(hours=3, minutes=30)),
    "ar": timezone(timedelta(hours=3)),
}

_MICRODATA: Final = etree.XPath("descendant::*[@itemprop='datePublished']")
_PUBLISHED_NAMES: Final = re.compile(r"publi|posted|post-date|entry-date|pubdate|pub-time|date-?time|dateline|created")
_UPDATED_NAMES: Final = re.compile(r"updat|modif|edited")
_UPDATED_WORDS: Final = re.compile(r"updated|modified|last edit|تحديث|به‌?روز|ویرایش|更新|修改|編輯|编辑", re.I)

_BESIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:related|sidebar|comments?|footer|popular|recommend(?:ed|ations?)?|trending|most-?read|teasers?)(?:$|[\s_-])"
)
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)")
_DOTTED: Final = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_NUMBER: Final = re.compile(r"\d")
#: The day of a calendar leaf, large above its month: "14 2025年11月".
_LEAF: Final = re.compile(r"^(\d{1,2}) (\d{4}年\d{1,2}月)(?!\d)")
#: A line that begins with a whole stamp: "2025/12/12 7:30:05 来源：……".
_STAMP_FIRST: Final = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2} \d{1,2}:\d{2}")
_TIME: Final = re.compile(
    r"(?<![\d+-])(?<!\+ )(\d{1,2}):(\d{2})(?::\d{2})?(?:\s*(am|pm|ص|م|ق\.?ظ|ب\.?ظ|صباحا|مساء))?", re.I
)

#: A line that dates an article is short, and stands at most so many lines before the title or after the end.
_LONGEST_LINE: Final = 160
_LINES_BEFORE: Final = 6
_BARE_STAMP: Final = 30
#: A line that dates a firm or a person: "Founded: 2019-01-01".
_OF_OTHER: Final = re.compile(
    r"\W*(?:(?:date )?founded|founding date|established|incorporated|inception|born|成立(?:时间|日期)?|创立|"
    r"تاريخ التأسيس|تأسست|تاریخ تأسیس|تأسیس)\s*[:：]",
    re.I,
)
#: A line that is a sentence, and not a stamp.
_SENTENCE: Final = re.compile(r"[.!?。！？؟…]$")
#: What parts the author from the date in a line that has both: "N. N. | 2 December 2025".
_PARTS: Final = re.compile(r"\s+[|·•]\s+")
_LINES_AFTER: Final = 4
#: How much of a first line, in characters, may date a letter, its sentences, and what calls a day that of the issue.
_LETTERHEAD: Final = 300
_SENTENCES: Final = re.compile(r"(?<!\d)[.](?=\s|$)|(?<=\d{4})[.](?=\s|$)|[!?。！？؟]")
_CALLED: Final = re.compile(
    r"\b(?:sent|issue of|edition of|newsletter of|dispatch of|today is|it is|published|posted)(?: on)?\W*(?:\w+,?\s*)?$"
    r"|(?:今天是|本期|发于|發於|发送于|發送於|刊于|刊於|این شماره|ارسال|منتشر|عدد|أرسلت|نشرة)\W*(?:\w+\W*)?$",
    re.I,
)
_TODAY: Final = re.compile(r"امروز|اليوم|今天|today", re.I)
#: How many lines the head of a page has at most.
_LINES_OF_HEAD: Final = 40
_LINES_OF_FOOT: Final = 12
#: The longest line that tells the day of an issue, its weekday and its number included.
_ISSUE_LINE: Final = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where the article stands among all `passages` of a page: its title, its first line of prose and its end.

    `title` and `start` are -1 where the page shows none.
    """

    passages: list[Passage]
    title: int
    start: int
    end: int

    def opening(self) -> list[Passage]:
        """The first passages of the article itself."""
        return self.passages[self.start : min(self.start + 3, self.end + 1)] if self.start >= 0 else []

    def near(self) -> list[int]:
        """The passages that may date the article, the most telling first."""
        start = self.start if self.start >= 0 else len(self.passages)
        title = self.title if 0 <= self.title <= start else max(0, start - _LINES_BEFORE)
        after_title = range(title, min(start, title + 4 * _LINES_BEFORE))
        before_title = range(title - 1, max(-1, title - 1 - _LINES_BEFORE), -1)
        after_end = range(self.end + 1, min(len(self.passages), self.end + 1 + _LINES_AFTER))
        beside = [*before_title, *after_end]
        if not (self.title >= 0 and _is_beside(self.passages[self.title].node)):
            # Else the names that the template gives do not tell the article from the rest.
            beside = [n for n in beside if not _is_beside(self.passages[n].node)]
        return [*after_title, *beside]


def _is_beside(node: Element) -> bool:
    """Whether `node` is in a part of the page that is marked as teasers, comments or the page's foot."""
    while node is not None and node.tag != "body":
        if node.tag in ("nav", "aside", "footer") or (node.attrib and _BESIDE.search(names(node))):
            return True
        node = node.getparent()
    return False


def publication(data: PageData, root: Element, url: str, title: str, place: Place, setting: Setting) -> Published:
    """The publication date of the page, by the first witness whose word is plausible."""
    for read in _witnesses(data, root, url, title, place, setting):
        if read is not None and read.date and setting.plausible(date.fromisoformat(read.date[:10])):
            return _local(read, url, place, setting)
    return NONE


def modified(data: PageData, setting: Setting) -> str | None:
    """When the article was last changed, as an ISO day or date-time, by JSON-LD or a meta element."""
    stated = [item.get("dateModified") for item in data.articles]
    stated += [data.metas.get(name) for name in _MODIFIED_METAS]
    for value in stated:
        read = _machine(value, setting) if isinstance(value, str) else None
        if read is not None and setting.plausible(date.fromisoformat(read[0][:10])):
            return read[0]
    return None


def stamped(stamp: str, words: str, setting: Setting) -> Published:
    """The date of a forum post by its machine-readable `stamp`, else by its `words`."""
    if (read := _machine(stamp, setting)) is not None:
        return Published(read[0], read[1] or "time", stamp)
    found = _in_words(words, setting) or NONE
    return found if found.date and setting.plausible(date.fromisoformat(found.date[:10])) else NONE


def page_clock(passages: list[Passage], language: Language, fetched: datetime) -> datetime | None:
    """What a page's own clock shows: a line with a whole day and a time, in the page's foot or head."""
    for passage in [*reversed(passages[-_LINES_OF_FOOT:]), *passages[:8]]:
        text = passage.text
        if len(text) <= _LONGEST_LINE and _TIME.search(text) and _YEAR.search(fold(text)):
            for mention in find_dates(text, language if language != "other" else "en", fetched.date()):
                if mention.date and mention.precision == "day" and not mention.relative:
                    return datetime.combine(date.fromisoformat(mention.date), _clock_time(text).time())
    return None


def _witnesses(
    data: PageData, root: Element, url: str, title: str, place: Place, setting: Setting
) -> Iterator[Published | None]:
    for item in [*data.articles, *data.pages]:
        for name in ("datePublished", "dateCreated"):
            yield _stated(item.get(name), "jsonld", setting)
    for name in _METAS:
        yield _stated(data.metas.get(name), "meta", setting)
    yield from _from_elements(root, place, setting)
    for item in data.objects:
        for name in ("datePublished", "uploadDate", "pubDate"):
            yield _stated(item.get(name), "jsonld", setting)
    yield _from_scripts(data.scripts, title, setting)
    yield _from_url(url)
    near = [place.passages[n].text for n in place.near()]
    lines = [text for text in near if len(text) <= _LONGEST_LINE]
    fresh = [text for text in lines if not _UPDATED_WORDS.search(text)]
    changed = [text for text in lines if _UPDATED_WORDS.search(text)]
    stamps = [_in_words(text, setting) for text in changed]
    told = _before_change([_in_words(text, setting) for text in fresh], stamps)
    # A day without a year in the title itself is one that the article tells of: "... to be shut down by 25 May".
    yield from sorted(
        _with_years(told),
        key=lambda t: (t.basis == "relative", t.text in title and _YEAR.search(t.text) is None),
    )
    opening = [passage.text[:_LONGEST_LINE] for passage in place.opening()]
    for text in opening:
        if _STAMP_FIRST.match(fold(text)):
            yield _in_words(text, setting)
        for part in _PARTS.split(text):
            if len(part) <= _BARE_STAMP:
                yield from _before_change([_in_words(part, setting)], stamps)
    for text in [*changed, *(text for text in opening if _UPDATED_WORDS.search(text))]:
        yield _in_words(text, setting)
    last = place.passages[place.end].text if 0 <= place.end < len(place.passages) else ""
    if len(last) <= _LONGEST_LINE and _UPDATED_WORDS.search(last):
        yield _in_words(last, setting)
    yield _issue(place, setting)
    yield from _of_letter([passage.text for passage in place.opening()], setting)
    yield from _beside_clock(place, setting)
    if setting.language == "other":
        yield _by_htmldate(data.source, setting)


def _before_change(told: list[Published | None], changed: list[Published | None]) -> list[Published]:
    """`told` without relative days later than the last change told: "Friday" heads a part of a digest."""
    last = max((str(c.date)[:10] for c in changed if c and c.basis == "visible"), default="9999")
    return [t for t in told if t and (t.basis != "relative" or str(t.date)[:10] <= last)]


def _beside_clock(place: Place, setting: Setting) -> Iterator[Published]:
    """The age of the page that its foot tells beside the site's clock: "服务器时间 2026-10-24 · 本页发布于 5 天前"."""
    for passage in place.passages[-_LINES_OF_FOOT:]:
        parts = _PARTS.split(passage.text) if len(passage.text) <= _LONGEST_LINE else []
        read = [_in_words(part, setting) for part in parts if not _UPDATED_WORDS.search(part)]
        if any(told is not None and told.basis == "visible" for told in read):
            yield from (told for told in read if told is not None and told.basis == "relative")


def _with_years(told: list[Published]) -> list[Published]:
    """`told`, where a day without a year ("11月14日") is that of another line that tells the same day with one."""
    full = {str(t.date)[4:10]: t for t in told if t.basis == "visible" and _YEAR.search(t.text)}
    return [t if t.basis != "visible" or _YEAR.search(t.text) else full.get(str(t.date)[4:10], t) for t in told]


def _issue(place: Place, setting: Setting) -> Published | None:
    """The day of the issue that a newspaper prints in its head: not the day of the fetch, which a live clock shows."""
    for passage in place.passages[: max(0, min(place.title, _LINES_OF_HEAD))]:
        text = passage.text
        if len(text) <= _ISSUE_LINE and _YEAR.search(fold(text)):
            read = _in_words(text, setting)
            if read and read.date and abs((date.fromisoformat(read.date[:10]) - setting.fetched.date()).days) > 1:
                return read
    return None


def _of_letter(opening: list[str], setting: Setting) -> Iterator[Published]:
    """The day by which a letter dates itself in its first lines: a sentence that is nothing but a day ("July 25, 2025.
    Your digest ..."), or one that calls it the day of the issue ("Sent Saturday, 30 May 2026", «امروز جمعه ...»).
    """
    for text in opening:
        for part in _SENTENCES.split(text[:_LETTERHEAD]):
            read = _in_words(part, setting) if _YEAR.search(fold(part)) else None
            if read is None or read.basis == "relative" or not _YEAR.search(fold(read.text)):
                continue
            called = _CALLED.search(part[: part.find(read.text)]) or _TODAY.match(read.text)
            if called or 2 * len(read.text) >= len(part):
                yield read


def _local(read: Published, url: str, place: Place, setting: Setting) -> Published:
    """`read` as the site's own readers date it.

    A stamp near midnight, or in universal time, can fall on the day before or after; the address or a line near
    the title then shows the neighbouring day.
    """
    if not read.date or not (read.date.endswith("Z") or read.date[-6:-5] in ("+", "-")) or "T" not in read.date:
        return read
    day, hour = date.fromisoformat(read.date[:10]), int(read.date[11:13])
    if read.date.endswith(("Z", "+00:00")):
        before, after = hour < 12, hour >= 10  # local time is up to 12 hours behind, 14 ahead
    else:
        before, after = hour < 4, hour >= 20
    if not (before or after):
        return read
    shown = [_from_url(url)]
    for n in place.near()[: 2 * _LINES_BEFORE]:
        text = place.passages[n].text
        if len(text) <= _LONGEST_LINE and _YEAR.search(text):
            shown.append(_in_words(text, setting))
    days = {date.fromisoformat(s.date[:10]) for s in shown if s and s.date and s.basis != "relative"}
    neighbours = [d for d in days if (before and (day - d).days == 1) or (after and (d - day).days == 1)]
    return Published(neighbours[0].isoformat(), read.basis, read.text) if neighbours and day not in days else read


def _stated(value: Any, basis: str, setting: Setting) -> Published | None:
    """What a machine-readable field says, in whatever form sites fill it with."""
    if not isinstance(value, str) or not value.strip():
        return None
    if (read := _machine(value, setting)) is not None:
        return Published(read[0], read[1] or basis, value[:100])
    found = _in_words(value[:_LONGEST_LINE], setting)
    return Published(found.date, basis if found.basis == "visible" else found.basis, value[:100]) if found else None


def _machine(value: str, setting: Setting) -> tuple[str, str] | None:
    """An ISO, compact, RFC 2822 or epoch date as (ISO text, "jalali" or "")."""
    text = fold(squash(value)).upper()
    if match := _ISO.match(text):
        return _iso(match["y"], match["m"], match["d"], match["h"], match["min"], match["sec"], match["zone"])
    if match := _COMPACT.match(text):
        year, month, day, hour, minute, second = match.groups()
        return _iso(year, month, day, hour, minute, second, None)
    if text.isdigit() and len(text) in (10, 13):
        moment = datetime.fromtimestamp(int(text[:10]), _ZONES.get(setting.language, UTC))
        return moment.isoformat(), ""
    try:
        return parsedate_to_datetime(value).isoformat(), ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _iso(
    year: str,
    month: str,
    day: str,
    hour: str | None,
    minute: str | None,
    second: str | None,
    zone: str | None,
) -> tuple[str, str] | None:
    basis = "jalali" if 1300 <= int(year) < 1500 else ""
    whole = to_day("jalali" if basis else "gregorian", int(year), int(month), int(day))
    if whole is None:
        return None
    text = whole.isoformat()
    if hour and int(hour) < 24 and minute and int(minute) < 60:
        text += f"T{int(hour):02}:{minute}" + (f":{second}" if second and int(second) < 60 else "")
        if zone:
            text += zone if ":" in zone or zone == "Z" else f"{zone[:3]}:{zone[3:]}"
    return text, basis


def _from_elements(root: Element, place: Place, setting: Setting) -> Iterator[Published | None]:
    """Microdata, then `<time>` and its like, of the article and not of a teaser beside it."""
    for element in _MICRODATA(root):
        yield _element(element, setting)
    index: dict[Element, int] = {}
    for n, passage in enumerate(place.passages):
        index.setdefault(passage.node, n)
    near = {n: rank for rank, n in enumerate(place.near())}
    ranked = []
    elements = list(root.iter("time", "relative-time", "time-ago"))
    elements += [e for e in root.iter("abbr") if _PUBLISHED_NAMES.search(names(e))]
    for order, element in enumerate(elements):
        own = names(element)
        if _UPDATED_NAMES.search(own):
            continue
        rank = next((near[index[e]] for e in _upward(element) if e in index and index[e] in near), None)
        if rank is None and not (len(elements) == 1 or "pubdate" in element.attrib):
            continue
        ranked.append((not _PUBLISHED_NAMES.search(own), 999 if rank is None else rank, order, element))
    for *_, element in sorted(ranked, key=lambda entry: entry[:3]):
        yield _element(element, setting)


def _upward(element: Element) -> Iterator[Element]:
    for _ in range(4):
        if element is None:
            return
        yield element
        element = element.getparent()


def _element(element: Element, setting: Setting) -> Published | None:
    for name in ("datetime", "content", "title", "data-time", "data-timestamp"):
        value = element.get(name)
        if value and (read := _machine(value, setting)) is not None:
            return Published(read[0], read[1] or "time", value[:100])
    text = squash("".join(element.itertext()))[:_LONGEST_LINE]
    found = _in_words(text, setting) if text else None
    return Published(found.date, "time" if found.basis == "visible" else found.basis, text) if found else None


def _from_scripts(scripts: list[str], title: str, setting: Setting) -> Published | None:
    """A date of publication in a page's data: the one after the title, or the only one there is."""
    name = title[:40]
    days: set[str] = set()
    found = None
    for script in scripts:
        for match in _SCRIPT_DATE.finditer(script[:_SCRIPT_LIMIT]):
            read = _machine(match[1], setting)
            if read is None:
                continue
            found = found or Published(read[0], read[1] or "meta", match[0][:100])
            days.add(read[0][:10])
            before = script.rfind(name, max(0, match.start() - 5_000), match.start()) if name else -1
            if before >= 0:
                return Published(read[0], read[1] or "meta", match[0][:100])
    return found if len(days) == 1 else None


def _from_url(url: str) -> Published | None:
    for match in _URL_DATE.finditer(url):
        year = match["y"] or match["y3"]
        month, day = match["m"] or match["m2"] or match["m3"], match["d"] or match["d2"] or match["d3"]
        whole = to_day("gregorian", int(year), int(month), int(day))
        if whole is not None:
            return Published(whole.isoformat(), "url", match[0])
    if named := _NAMED_URL_DATE.search(url):
        try:
            return Published(datetime.strptime(named[1], "%Y/%b/%d").date().isoformat(), "url", named[1])
        except ValueError:  # the 31st of a shorter month
            return None
    jalali = _JALALI_URL_DATE.search(url)
    day = to_day("jalali", int(jalali[1]), int(jalali[3]), int(jalali[4])) if jalali else None
    return Published(day.isoformat(), "url", jalali[0]) if jalali and day else None


def _in_words(text: str, setting: Setting) -> Published | None:
    """The day that a line tells, in the page's language."""
    if setting.language == "other":
        return _in_foreign_words(text, setting)
    if _OF_OTHER.match(text):
        return None
    leaf = _LEAF.match(text)
    told = publication_date(f"{leaf[2]}{leaf[1]}日" if leaf else text, setting.language, setting.now)
    if told is None:
        return None
    day, basis, words = told
    words = leaf[0] if leaf else words
    if basis == "relative" and not (2 * len(words) >= len(text) or _NUMBER.search(words) or _TIME.search(text)):
        return None  # "today" in a line that says something else
    if basis == "visible" and not _YEAR.search(words):
        if _SENTENCE.search(text) and 2 * len(words) < len(text):
            return None  # "it has been open since 14 July, and I use it daily."
        day = _by_weekday(day, text, setting)
    return Published(day, basis, words)


def _by_weekday(day: str, text: str, setting: Setting) -> str:
    """`day`, told without its year, in the latest year in which it falls on the weekday that stands beside it."""
    told = date.fromisoformat(day)
    for word in text.split():
        for mention in find_dates(word, setting.language, setting.now.date()):
            if mention.relative and mention.precision == "day" and mention.date and not _NUMBER.search(word):
                weekday = date.fromisoformat(mention.date).weekday()
                years = range(told.year, told.year - 7, -1)
                days = (to_day("gregorian", year, told.month, told.day) for year in years)
                return next((d.isoformat() for d in days if d and d.weekday() == weekday), day)
    return day


def _in_foreign_words(text: str, setting: Setting) -> Published | None:
    """The day that a line tells in a language that we have no words of: htmldate has some."""
    if not _YEAR.search(text):
        return None
    for match in _DOTTED.finditer(text):
        if whole := to_day("gregorian", int(match[3]), int(match[2]), int(match[1])):
            return Published(whole.isoformat(), "visible", match[0])
    line = lxml_html.document_fromstring("<html><body><p></p></body></html>")
    line.find("body/p").text = text
    found = _by_htmldate(line, setting)
    return None if found is None or str(found.date).endswith("-01-01") else found


def _by_htmldate(page: Element | str, setting: Setting) -> Published | None:
    """What htmldate finds in a page whose language we have no words of, wherever it stands there.

    Not for our own languages: it takes a footer's clock for the date where it finds nothing better.
    """
    found = find_date(page, original_date=True, extensive_search=True, max_date=setting.fetched)
    return Published(found, "visible", found) if found else None


def _clock_time(text: str) -> datetime:
    """The time of day in a line that has one."""
    match = _TIME.search(text)
    hour, minute = (int(match[1]), int(match[2])) if match else (0, 0)
    half = fold(match[3] or "") if match else ""
    if half in ("pm", "م", "مساء", "ب.ظ", "بظ") and hour < 12:
        hour += 12
    return datetime(2000, 1, 1, hour % 24, minute % 60)
