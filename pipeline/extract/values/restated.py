"""Sums that a text gives twice, the second time in another currency: "9 riyals (2.50 dollars)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence

#: What leads to the same sums in another currency: an open bracket.
_OPENED: Final = re.compile(r"[(（][^)）]*$")


def restated(values: Sequence[Quantity], sentence: Sentence) -> dict[int, int]:
    """For each sum that only repeats one before it in another currency, in brackets or behind "that is", the number
    of that one: "9 riyals in and 56 out (2.50 and 15 dollars)".
    """
    text, that_is = sentence.scan.text, sentence.pattern("that_is")
    found: dict[int, int] = {}
    index = 1
    while index < len(values):
        last = values[index - 1]
        gap = text[last.end : values[index].start]
        again = _OPENED.search(gap) or that_is.search(gap)
        if values[index].unit == values[0].unit or not again or re.search(r"[;；。]", gap):
            index += 1
            continue
        close = re.compile(r"[)）]").search(text, values[index].end)
        stop = close.start() if close else len(text)
        run = [i for i in range(index, len(values)) if values[i].end <= stop and values[i].unit == values[index].unit]
        for offset, i in enumerate(run):
            if index - len(run) + offset >= 0:
                found[i] = index - len(run) + offset
        index = run[-1] + 1
    return found
