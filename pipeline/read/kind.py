"""What kind of page it is: an article, or one of the things that are served in its place."""

from __future__ import annotations

import re
from typing import Final, Literal

from pipeline.read.blocks import Passage
from pipeline.read.content import Content
from pipeline.read.meta import PageData, split_url, types
from pipeline.read.page import weight

Reason = Literal["empty", "listing", "paywall", "consent-wall", "soft-404", "mojibake"]

#: Less than this is no article; what walls and error pages say is short too.
_EMPTY: Final = 40
_SHORT: Final = 700
_PREVIEW: Final = 1_500

_MISSING: Final = re.compile(
    r"\b404\b|page (?:not found|cannot be found|doesn.t exist|does not exist|no longer exists)|^not found$"
    r"|الصفحة (?:غير موجودة|المطلوبة غير موجودة|التي تبحث)|لم يتم العثور على الصفحة"
    r"|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد|صفحهٔ? (?:مورد نظر )?وجود ندارد"
    r"|(?:页面|網頁|网页|頁面|文章|内容)(?:不存在|未找到|已删除|已刪除|走丢了|无法访问)|找不到(?:该|该)?(?:页面|頁面|网页)",
    re.I,
)
_WALL: Final = re.compile(
    r"before you continue|we (?:and our partners )?(?:use|store) cookies|accept (?:all )?cookies"
    r"|cookie (?:consent|settings)|manage (?:your )?consent"
    r"|نستخدم ملفات تعريف الارتباط|الموافقة على ملفات|سياسة الكوكيز"
    r"|just a moment|checking your browser|enable javascript|verify (?:that )?you are (?:a )?human|are you a robot"
    r"|access denied|unusual traffic|captcha|安全验证|请完成验证|人机验证|訪問驗證|访问验证|کپچا|ربات نیستید|لست روبوت",
    re.I,
)
_PAYWALL: Final = re.compile(
    r"(?:subscribe|sign in|log in|register|become a member)\b.{0,40}\b"
    r"(?:to (?:continue|keep|read)|for (?:full|unlimited) access)"
    r"|(?:this|the) (?:article|story|content) is (?:for|only available to|reserved for) (?:subscribers|members)"
    r"|already a subscriber|continue reading with"
    r"|للمشتركين فقط|اشترك (?:الآن )?(?:لمتابعة|لقراءة|لمواصلة)|سجل الدخول (?:لمتابعة|لقراءة)"
    r"|(?:ویژه|مخصوص) (?:مشترکین|مشترکان|اعضا)"
    r"|برای (?:ادامه|خواندن|مطالعه)[^.]{0,40}(?:اشتراک|وارد شوید|عضو|ثبت‌?نام)"
    r"|(?:登录|登錄|登入|订阅|訂閱|开通会员|成为会员|付费)后?(?:可|即可|继续|以)?(?:继续)?(?:阅读|閱讀|查看|解锁)"
    r"|剩余.{0,6}(?:需|付费)|(?:会员|會員|付费|付費)(?:专享|專享|专属|内容|文章)",
    re.I,
)
_LISTING_TYPES: Final = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
_LISTING_PATH: Final = re.compile(
    r"^/?$|/(?:category|categories|tags?|topics?|authors?|archives?|search|page/\d+|feed|channel|list)(?:/[^/]*)?/?$",
    re.I,
)
_DAMAGED: Final = re.compile(
    r"(?:[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122])"
    r"|锟斤拷|烫烫烫|屯屯屯|\ufffd"
)


def not_an_article(found: Content, data: PageData, url: str) -> tuple[Reason, str] | None:
    """Why the page holds no article, with a word for people; None if it does."""
    passages, page, title = found.passages, found.place.passages, found.title
    said = sum(weight(passage.text) for passage in passages)
    if damage := _damage(passages):
        return "mojibake", f"damaged letters: {damage}"
    if said < _SHORT:
        shown = [title, *(p.text for p in page[:40])]
        if match := next(
            (m for text in (title, *(p.text for p in passages[:4])) if (m := _MISSING.search(text))), None
        ):
            return "soft-404", match[0]
        wall = next((m for text in shown if (m := _WALL.search(text))), None)
        if wall and (said < _SHORT / 2 or any(_WALL.search(p.text) for p in passages)):
            return "consent-wall", wall[0]
    if said < _PREVIEW:
        closing = [p.text for p in page if weight(p.text) < 200]
        if data.paid or said < _SHORT:
            if match := next((m for text in closing if (m := _PAYWALL.search(text))), None):
                return "paywall", match[0]
            if data.paid:
                return "paywall", "marked as not free, and only its beginning is here"
    if said < _EMPTY:
        return "empty", "no article text"
    return ("listing", "links to articles") if _is_listing(found, data, url) else None


def _is_listing(found: Content, data: PageData, url: str) -> bool:
    """Whether what was chosen leads to articles: its headings are links, or the page says so."""
    passages, place = found.passages, found.place
    stretch = place.passages[max(0, place.start - 2) : place.end + 1]
    headings = [p for p in stretch if p.kind == "heading" and p.level > 1 and weight(p.text) >= 25]
    linked = sum(1 for p in headings if 2 * p.linked > len(p.text))
    parts = split_url(url)
    told = {name for item in data.objects for name in types(item)}
    if (
        any(name.endswith("Article") or name.endswith("Posting") for name in told)
        or data.metas.get("og:type") == "article"
    ):
        return False
    chosen_links = sum(1 for p in passages if 2 * p.linked > len(p.text))
    says_so = bool(told & _LISTING_TYPES) or bool(_LISTING_PATH.search(parts.path if parts else "-"))
    if says_so and (linked >= 4 or 3 * chosen_links > len(passages)):
        return True
    return (linked >= 6 and 5 * linked > 4 * len(headings)) or (len(passages) >= 8 and 2 * chosen_links > len(passages))


def _damage(passages: list[Passage]) -> str:
    """A sample of letters that were read in the wrong encoding, "" if there are too few to matter."""
    text = "\n".join(p.text for p in passages[:60])
    if text.isascii():
        return ""
    found = _DAMAGED.findall(text)
    if len(found) <= 3:
        return ""
    letters = sum(1 for char in text if char > "\x7f")
    return "".join(found[:6]) if 12 * len(found) > letters else ""
