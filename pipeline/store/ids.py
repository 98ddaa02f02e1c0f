"""Names that last: the ids of articles and claims.

Both are 80 bits of BLAKE2b in lower-case base 32: sixteen letters and digits that are short enough for a URL.
They depend on what the page says and where it stands, never on what was parsed from it, so that a rebuilt
database and a better parser give a claim the same id.
"""

from __future__ import annotations

from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

from pipeline.claim import Claim
from pipeline.text.fold import fold

_BYTES: Final = 10
_LENGTH: Final = 16


def _ids(texts: Iterable[str]) -> list[str]:
    """The ids that the `texts` give. In base 32 all at once: their bytes come out even."""
    digests = (blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest() for text in texts)
    letters = b32encode(b"".join(digests)).decode().lower()
    return [letters[start : start + _LENGTH] for start in range(0, len(letters), _LENGTH)]


def article_id(url: str) -> str:
    """The id of what stands at the canonical `url`."""
    return _ids([f"article\x1f{url}"])[0]


def claim_ids(url: str, claims: Sequence[Claim]) -> list[str]:
    """The ids of the claims of one article, in their order.

    Hashed are the canonical URL, the type, the folded quote, the folded value text and its place in the
    folded quote, and an ordinal among the claims that share all these, counted in the order of their quotes
    (a value said of two subjects, a sentence that stands twice).
    """
    texts = [""] * len(claims)
    seen: Counter[str] = Counter()
    for index in sorted(range(len(claims)), key=lambda i: (claims[i].quote_start, i)):
        claim = claims[index]
        place = len(fold(claim.quote[: claim.value_start - claim.quote_start]))
        text = f"claim\x1f{url}\x1f{claim.claim_type}\x1f{fold(claim.quote)}\x1f{fold(claim.value_text)}\x1f{place}"
        texts[index] = f"{text}\x1f{seen[text]}"
        seen[text] += 1
    return _ids(texts)
