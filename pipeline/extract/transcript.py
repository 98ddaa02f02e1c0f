"""Whether an article is the transcript of a talk: its "today" is the day of the talk, which nobody tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pipeline.article import Article
from pipeline.extract.mentions import DateMention

#: The speaker's name before what is said: "Host: ...", "主持人：".
_TURN: Final = re.compile(r"([^\W\d_][^\n:：.。,，!！?？؟«“「]{0,30})[:：](?!//)\s?\S")
_ASKS: Final = re.compile(r"[?？؟]")

#: From how many paragraphs on a talk is a transcript; an interview that was written up on its day has fewer.
_LONG: Final = 60

#: How often each of two must speak, and how often one must ask.
_TURNS: Final = 4
_QUESTIONS: Final = 3


def is_transcript(article: Article) -> bool:
    """Whether two or more take turns over many paragraphs, and one of them asks the others."""
    if len(article.blocks) < _LONG:
        return False
    turns: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    speaker = ""
    for block in article.blocks:
        if block.kind != "paragraph":
            continue
        turn = _TURN.match(block.text)
        if turn:
            speaker = turn.group(1).strip()
            turns[speaker] += 1
        asked[speaker] += _ASKS.search(block.text) is not None
    regular = [name for name, count in turns.items() if count >= _TURNS]
    return len(regular) > 1 and any(asked[name] >= _QUESTIONS for name in regular)


def without_days_of_talk(dates: Iterable[DateMention], text: str) -> list[DateMention]:
    """The dates, without what "today" or "last week" would be on the day of publication."""
    return [replace(d, date=None) if _is_of_talk(d, text) else d for d in dates]


def _is_of_talk(mention: DateMention, text: str) -> bool:
    words = text[mention.start : mention.end]
    return mention.relative and mention.precision in ("day", "week") and not any(c.isdigit() for c in words)
