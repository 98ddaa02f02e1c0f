"""People who do with a product what it is for: they are its users, whatever the words for them and for what they do.

"50 million people have an account", "8.9 million Australians had used ChatGPT", «100 مليون شخص صنعوا أغنية بأدواتها».
"""

from __future__ import annotations

from typing import Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.sentence import Sentence

#: Fewer make no audience.
_FEWEST: Final = 1e3

#: How far behind the verb, in characters, what is used stands.
_OBJECT: Final = 40


def are_users(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number counts people who use what the sentence names or points to."""
    if quantity.kind != "count" or quantity.unit not in ("", "users") or quantity.value < _FEWEST:
        return False
    text, last = sentence.scan.text, sentence.clause_of(quantity.start)[1]
    does = sentence.pattern("people_use").match(text, quantity.end, max(last, quantity.end))
    if does is None:
        return False
    if sentence.pattern("people_use.own").search(text, does.start(), last):
        return bool(sentence.subjects) or sentence.has("pronoun", "anaphor")
    return any(0 <= m.start - does.end() <= _OBJECT and m.start < last for m in sentence.subjects)
