"""Names that something is only compared with or built on: "cheaper than X", "based on X", "X 的十分之一"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.patterns import pattern
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, inside

#: How far behind a name that something is compared with its own value may stand: "صاحب 76.2%", "(74.9 %)".
OWN_VALUE: Final = 8
#: What stands behind a name that goes no further.
_PARTING: Final = tuple(",،，;；")


def is_compared(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether the mention is only what something is compared with or built on: "cheaper than X", "based on X"."""
    built_gap, text = pattern(sentence.language, "built_on.gap"), sentence.scan.text
    own_base = pattern(sentence.language, "own_base")
    if any(
        (0 <= mention.start - c.end <= 12 or built_gap.fullmatch(text, c.end, mention.start))
        # "just behind X at 53": one that is behind in a test has a value of its own
        and not any(has_value_beside(mention, q, sentence) for q in sentence.quantities if sentence.benchmarks)
        and not sentence.apart(c, mention)
        and not own_base.search(text, c.end, mention.start)  # "基于“甲”的 X": it is X that is built on it
        and "(" not in sentence.scan.text[c.end : mention.start]  # «بزرگ‌ترین عضو خانواده (Foo 4 31B)»: it is that
        # "Behind it is X" says of X what follows, "the model behind X" does not.
        and not inside(sentence.named("pronoun"), c.end, mention.start)
        and not any(  # "behind 80.9% for X"
            sentence.pattern("owned").fullmatch(text, q.end, mention.start)
            for q in inside(sentence.quantities, c.end, mention.start)
        )
        for c in sentence.named("built_on")
    ):
        return True
    if _is_used(mention, sentence):
        return True
    if any(0 <= c.start - mention.end <= 3 for c in sentence.named("base_after")):
        return True  # "以 X 为基础", "在 X 的基础上"
    if pattern(sentence.language, "part_of").match(sentence.scan.text, mention.end):
        return True
    same, alike = (pattern(sentence.language, name) for name in ("same_as.before", "same_as"))
    if alike.match(sentence.scan.text, mention.end) and same.search(sentence.scan.text, sentence.start, mention.start):
        return True  # "只要 8B 参数就能有和 GPT-4 一样的效果"
    if sentence.language == "zh" and pattern("zh", "level_of").match(sentence.scan.text, mention.end):
        return True  # "训练 Llama 2 级别的模型"
    percent_of = pattern(sentence.language, "percent_of")
    sums = [q for q in sentence.quantities if q.kind == "money" and q.end <= mention.start]
    if sums and not sentence.benchmarks and percent_of.match(sentence.scan.text, mention.end):
        return True
    moved = sentence.named("change.up", "change.down")
    if any(
        has_value_beside(mention, q, sentence) and not inside(moved, mention.end, q.start)
        for q in sentence.quantities
        if q.kind != "ordinal"
    ):
        return False  # "higher than X (74.9 %)"
    behind, set_apart = sentence.clause_index(mention.start) + 1, _is_set_apart(mention, sentence)
    if (
        behind < len(sentence.clauses)
        # "相比 X，其…": the pronoun is of what X is set beside
        and not (set_apart and any(c.start == sentence.clauses[behind][0] for c in sentence.named("pronoun")))
        and sentence.is_attached(sentence.clauses[behind])
        and sentence.in_clause(sentence.quantities, sentence.clauses[behind][0])
    ):
        return False  # "X trails Y, which gets 80.9%"
    if set_apart:
        return True
    gap = pattern(sentence.language, "beaten.gap")
    if any(
        0 <= mention.start - c.end <= 2 or gap.fullmatch(sentence.scan.text, c.end, mention.start)
        for c in sentence.named("beaten")
    ):
        return True
    return any(
        0 <= mention.start - c.end <= 3 and any(q.end <= c.start for q in sentence.quantities)
        for c in sentence.named("than")
    )


def _is_used(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a mention is what another one of its clause uses: «تطبيق «أ» يستخدم نموذج «ب»»."""
    first, _ = sentence.clause_of(mention.start)
    uses = pattern(sentence.language, "uses_model").search(sentence.scan.text, first, mention.start)
    return uses is not None and any(first <= m.start and m.end <= uses.start() for m in sentence.subjects)


def _is_set_apart(mention: SubjectMention, sentence: Sentence) -> bool:
    """Whether a statement opens with a name only to set it beside what it is about: "Unlike X, it has ..."."""
    return sentence.pattern("set_apart").search(sentence.scan.text[sentence.start : mention.start]) is not None


def has_value_beside(mention: SubjectMention, value: Placed, sentence: Sentence) -> bool:
    """Whether a value stands right behind a name as its own: "X (74.9 %)", not "ahead of X, with 84%"."""
    gap = sentence.scan.text[mention.end : value.start]
    return 0 <= value.start - mention.end <= OWN_VALUE and gap[:1] not in _PARTING


def compared(sentence: Sentence) -> list[SubjectMention]:
    """The mentions that others are only compared with or built on; of a list in Chinese all ("逼近 X，Y 等模型")."""
    listing, and_so_on = (pattern(sentence.language, name) for name in ("list.gap", "list.end"))
    subjects, text = sentence.subjects, sentence.scan.text
    found = []
    listed: list[SubjectMention] = []
    for index, mention in enumerate(subjects):
        if is_compared(mention, sentence):
            found.append(mention)
            listed = [] if _is_set_apart(mention, sentence) else [mention]
        elif listed and (
            _is_of_last(mention, listed, sentence) or listing.fullmatch(text, listed[-1].end, mention.start)
        ):
            if _is_of_last(mention, listed, sentence):
                listed.pop()
            listed.append(mention)
            if any(0 <= listed[0].start - c.end <= 12 for c in sentence.named("built_on")):
                found.append(mention)  # "post-trained on top of X and Y"
            elif has_own_value(mention, subjects[index:], sentence):
                continue
            elif sentence.traits.latin:
                found.append(mention)  # "matching A and B, with 84%"
            elif and_so_on.match(text, mention.end) or _ends_list(listed, sentence):
                found += listed[1:]
        else:
            listed = []
    return found


def _is_of_last(mention: SubjectMention, listed: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether the last name of a list only tells who made the one right behind it: "超越 X 和 OpenAI o1"."""
    maker = listed[-1]
    beside = mention.maker == maker.name and not sentence.scan.text[maker.end : mention.start].strip()
    return beside and len(listed) > 1 and sentence.language == "zh"


def _ends_list(listed: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether the last of several that are compared ends its clause, and no comma parts it from the others: "超越 X 和
    Y，参数 5B"."""
    gaps = [sentence.scan.text[one.end : other.start] for one, other in pairwise(listed)]
    ends = sentence.scan.text[listed[-1].end : listed[-1].end + 1] in _PARTING
    return ends and not any(mark in gap for gap in gaps for mark in _PARTING)


def has_own_value(example: SubjectMention, mentions: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether an example has a value of its own in its clause, which is told of it: "比如夸克会员每月 15 元"."""
    following = min((m.start for m in mentions if m.start >= example.end), default=sentence.end)
    own = sentence.in_clause(sentence.quantities, example.start)
    return any(example.end <= q.start < following and q.unit and not q.change for q in own)
