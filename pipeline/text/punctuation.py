"""Chinese punctuation: many pages write it as ASCII does, ",;:!?", where Chinese has marks of its own.

What reads Chinese knows the marks of Chinese. One mark stands for one, so that offsets stay; brackets mean the same in
both forms, and marks between digits or Latin words are theirs.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.article import Article, Block

_FULL: Final = str.maketrans(",;:!?", "，；：！？")

_HAN: Final = r"\u4e00-\u9fff，。；：！？、（）“”「」『』《》％"

#: A mark beside a Chinese character or mark, in spite of a space before the next word or a closing bracket or quote;
#: a comma or semicolon with no space behind it, which no Latin text leaves out, but not between digits.
_MARK: Final = re.compile(
    rf"(?<=[{_HAN}])[,;:!?]|(?<=[{_HAN}][)\"'])[,;:!?]|[,;:!?](?=[{_HAN}])|(?<=\S)(?:(?<!\d)[,;](?=\S)|[,;](?=[^\s\d]))"
)


def in_chinese_marks(article: Article) -> Article:
    """The article with the punctuation of its Chinese running text as Chinese writes it."""
    if article.language != "zh":
        return article
    return replace(article, blocks=tuple(_in_chinese_marks(block) for block in article.blocks))


def _in_chinese_marks(block: Block) -> Block:
    """Rows of tables stay as their cells have them."""
    if block.language != "zh" or block.kind == "row":
        return block
    return replace(block, text=_MARK.sub(lambda mark: mark[0].translate(_FULL), block.text))
