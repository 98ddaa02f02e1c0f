"""Forum threads: the posts of a discussion, each with its author and the words that date it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick
from lxml import etree

from pipeline.read.page import Element, squash


@dataclass(frozen=True, slots=True)
class Post:
    """One post: the element that holds its text, who wrote it, and its date as the page shows it.

    `stamp` is a machine-readable date (a `datetime` or `title` attribute), "" if the page has none.
    """

    body: Element
    author: str
    date_text: str
    stamp: str


@dataclass(frozen=True, slots=True)
class _Software:
    """Where one kind of forum software puts things; `author` and `date` are looked up from `post`.

    A page with fewer than `fewest` posts is not of this kind.
    """

    body: str
    post: str
    author: str
    date: str
    fewest: int = 1


def _has(*names: str) -> str:
    """An XPath condition: the element has one of the classes `names`."""
    whole = (f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in names)
    # The first tests are the quick ones, and most elements do not pass them.
    return f"(@class and ({_within_class(*names)}) and ({' or '.join(whole)}))"


def _within_class(*parts: str) -> str:
    """An XPath condition: one of `parts` stands somewhere in the names of the element's classes."""
    return " or ".join(f"contains(@class, '{part}')" for part in parts)


#: What software that nobody knows may call a post, and the text in it.
_POSTS: Final = ("post", "message", "msg", "reply")
_BODIES: Final = tuple(
    f"{post}{joint}{body}" for post in _POSTS for joint in ("", "-", "_") for body in ("body", "content", "text")
)

#: What has an author's name alone, and what has more of him.
_NAMED: Final = ("username", "author", "nick", "poster")
_PROFILES: Final = ("user", "userinfo", "profile")
_AUTHORS: Final = (*_NAMED, *_PROFILES)

_SOFTWARE: Final = (
    _Software(  # Discuz!
        "//*[starts-with(@id, 'postmessage_')]",
        "ancestor::*[starts-with(@id, 'post_') or starts-with(@id, 'pid')][1]",
        f".//*[{_has('authi', 'xw1')}][normalize-space()][1]",
        ".//*[starts-with(@id, 'authorposton')]",
    ),
    _Software(  # vBulletin
        f"//*[starts-with(@id, 'post_message_')] | //blockquote[{_has('postcontent')}]",
        "ancestor::*[starts-with(@id, 'post_') and not(starts-with(@id, 'post_message_'))"
        f" or starts-with(@id, 'edit') or {_has('postbit', 'postbitlegacy', 'postcontainer')}][1]",
        f".//*[{_has('username', 'bigusername')}] | .//*[{_has('userinfo')}]//b",
        f".//*[{_has('date', 'postdate')}] | .//td[{_has('thead')}][1]",
    ),
    _Software(  # XenForo
        f"//*[{_has('message-body', 'messageText', 'messageContent')}]//*[{_has('bbWrapper', 'messageText')}]"
        f" | //*[{_has('bbWrapper')}]",
        f"ancestor::*[{_has('message', 'message--post')}][1]",
        f".//*[{_has('message-name', 'username')}]",
        f".//*[{_has('message-attribution-main', 'DateTime')}] | .//time",
    ),
    _Software(  # phpBB
        f"//*[{_has('postbody')}]//*[{_has('content')}]",
        f"ancestor::*[{_has('post')}][1]",
        f".//*[{_has('author')}]//*[{_has('username', 'username-coloured')}] | .//*[{_has('postprofile')}]//a[1]",
        f".//*[{_has('author')}]",
    ),
    _Software(  # Discourse, and whatever marks its posts up alike
        f"//*[{_has('topic-post', 'crawler-post')}]//*[{_has('cooked', 'post')}]",
        f"ancestor::*[{_has('topic-post', 'crawler-post')}][1]",
        f".//*[{_has('creator', 'names', 'username')}]",
        ".//time | .//*[@data-time]",
    ),
    _Software(  # V2EX
        f"//*[{_has('topic_content')}] | //*[{_has('reply_content')}]",
        f"ancestor::*[starts-with(@id, 'r_')][1] | ancestor::*[{_has('box')}][1]",
        ".//strong/a | .//small//a[1]",
        f".//*[{_has('ago')}] | .//small//span[@title]",
    ),
    _Software(  # Tieba
        f"//*[{_has('d_post_content')}]",
        f"ancestor::*[{_has('l_post')}][1]",
        f".//*[{_has('p_author_name')}]",
        f".//*[{_has('tail-info')}][last()]",
    ),
    _Software(  # any other: posts side by side, without a heading that is a link, as in a list of articles
        f"//*[@class and ({_within_class(*_POSTS)})][{_has(*_BODIES)}]"
        # A post that tells its author may have a text by a plain name.
        f" | //*[{_has(*_POSTS)}][.//*[{_has(*_AUTHORS)}]]//*[{_has('cooked', 'content', 'body', 'text')}]",
        f"ancestor::*[{_has(*_POSTS)}][not(.//h1//a | .//h2//a | .//h3//a)]"
        f"[count((preceding-sibling::* | following-sibling::*)[{_has(*_POSTS)}]) >= 2][1]",
        f".//*[{_has(*_NAMED)}] | .//*[{_has(*_PROFILES)}]//*[self::a or self::b or self::strong][1]",
        f".//time | .//*[{_has('when', 'date', 'time', 'datetime', 'posted', 'post-date', 'post-time', 'meta')}]",
        fewest=3,
    ),
)

_COMPILED: Final = tuple(
    (s.fewest, *(etree.XPath(path) for path in (s.body, s.post, s.author, s.date))) for s in _SOFTWARE
)

#: What forum software names its posts.
_SIGNS: Final = AhoCorasick(
    [
        "postmessage_",
        "post_message_",
        "postcontent",
        "bbWrapper",
        "messageText",
        "postbody",
        "topic-post",
        "crawler-post",
        "topic_content",
        "d_post_content",
        "cooked",
        *(f'class="{post}"' for post in _POSTS),
        *_BODIES,
    ]
)

_QUOTED: Final = etree.XPath(
    f".//*[{_has('quote', 'bbcode_quote', 'bbCodeBlock--quote', 'quotebox', 'pstatus', 'signature', 'sign')}]"
)
_MOST_POSTS: Final = 1_000


def may_be_thread(source: str) -> bool:
    """Whether the markup has a name that forum software gives its posts: without one a page is no thread."""
    return bool(_SIGNS.find_matches_as_indexes(source))


def posts(root: Element) -> list[Post]:
    """The posts of a thread in the order shown, or [] if the page is none. Quotations of others are removed."""
    for fewest, find_bodies, find_post, find_author, find_date in _COMPILED:
        bodies = find_bodies(root)[:_MOST_POSTS]
        seen: set[Element] = set()
        found = []
        for body in bodies:
            if any(parent in seen for parent in body.iterancestors()):
                continue
            seen.add(body)
            holder = next(iter(find_post(body)), None)
            if holder is not None:
                found.append(_post(body, holder, find_author, find_date))
        if len(found) >= fewest:
            return found
    return []


def _post(body: Element, holder: Element, find_author: etree.XPath, find_date: etree.XPath) -> Post:
    for quoted in _QUOTED(body):
        quoted.clear(keep_tail=True)
    author = next((text for e in find_author(holder) if (text := squash("".join(e.itertext())))), "")
    date_text = stamp = ""
    for element in find_date(holder):
        if _within(element, body):
            continue
        date_text = date_text or squash("".join(element.itertext()))
        for inner in element.iter():
            stamp = stamp or inner.get("datetime") or inner.get("title") or ""
        if date_text or stamp:
            break
    return Post(body, author[:80], date_text[:200], stamp)


def _within(element: Element, body: Element) -> bool:
    return any(parent is body for parent in element.iterancestors())
