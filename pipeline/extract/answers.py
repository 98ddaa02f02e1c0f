"""Answers of a few words, which say nothing without their question: "When was X released?", "On January 13, 2026."

Such an answer is read together with the question as one statement: "When was X released: On January 13, 2026."
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.article import Article, Block
from pipeline.extract.sentences import sentences

_ASKS: Final = re.compile(r"(?P<words>[^\n?？؟]{4,150})[?？؟]\W*")

#: The longest answer, in characters, that leans on its question.
_SHORT: Final = 80

_QUESTIONS: Final = ("heading", "paragraph")


def with_questions(article: Article) -> Article:
    """The article with each short answer behind its question, which stays where it stands too."""
    blocks = article.blocks
    answers = [_asked(question, answer) for question, answer in pairwise(blocks)]
    return article if all(each is None for each in answers) else replace(article, blocks=_merged(blocks, answers))


def asked_before(block: Block, previous: Block | None) -> int:
    """Where in a block its own text begins, behind the question of the block before."""
    return max(0, previous.end + 1 - block.start) if previous is not None else 0


def _merged(blocks: tuple[Block, ...], answers: list[Block | None]) -> tuple[Block, ...]:
    return (*blocks[:1], *(answer or block for answer, block in zip(answers, blocks[1:], strict=True)))


def _asked(question: Block, answer: Block) -> Block | None:
    """A block with the question before it, if it is a short answer; offsets stay, as a newline parts them."""
    asks = _ASKS.fullmatch(question.text) if question.kind in _QUESTIONS and answer.kind == "paragraph" else None
    if asks is None or len(answer.text) > _SHORT or answer.reply != question.reply:
        return None
    if _ASKS.search(answer.text) or len(sentences(question.text)) > 1:
        return None
    led_in = f"{asks['words']}:".ljust(len(question.text) + 1)
    return replace(answer, text=led_in + answer.text, start=question.start)
