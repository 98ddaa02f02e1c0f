"""Copies: which articles are copies or long excerpts of each other, whoever published them.

Two ways find them, both on folded letters and digits alone, so that traditional characters, lost ZWNJs,
spacing and punctuation make no difference. MinHash over 5-grams of characters finds rewritten copies; the
hashes of whole sentences find excerpts. Either way the numbers must agree: two pages from one template that
report different numbers are two reports.

Candidates come from a table of keys (bands of the MinHash, and a sample of the sentences). A key remembers
its first `_SLOTS` articles only, so one article costs the same whether the catalogue holds a thousand
articles or a million, and forty copies cost no more than two.
"""

from __future__ import annotations

import re
import sqlite3
import struct
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Final

from rensa import RMinHash

from pipeline.text.fold import fold, key

_BANDS: Final = 24
_ROWS: Final = 4
_SEED: Final = 20
_GRAM: Final = 5
#: Sentences per article that serve as keys: those with the smallest hashes, which an excerpt shares with its
#: original.
_SAMPLED: Final = 24
#: Articles per key.
_SLOTS: Final = 16
#: Candidates that are compared, those with the most keys in common first.
_COMPARED: Final = 24
#: Characters of an article that are looked at.
_LONGEST: Final = 200_000
#: A sentence below this weight (letters; a Han character counts three) says nothing about where it came from.
_SHORTEST_SENTENCE: Final = 24

_COPY: Final = 0.5  #: share of equal MinHash values, or of the longer one's sentences, that makes a copy
_OF_SHORTER: Final = 0.4  #: share of the shorter one's sentences, and
_OF_LONGER: Final = 0.2  #: of the longer one's, that make an excerpt
_MERGED: Final = 0.6  #: share from which two clusters with such a copy in both must be one
_WITHIN: Final = 0.8  #: share that makes a copy within one source, whose pages repeat its own boilerplate
_SHARED: Final = 120  #: weight below which what two texts have in common says nothing
_NUMBERS: Final = 0.6  #: share of the numbers of the one with fewer numbers that the other must have too

_SENTENCE_END: Final = re.compile(r"[\n.!?。！？؟؛;；]+")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Fingerprint:
    """What is compared: MinHash values, sentence hashes with their weights, hashes of the numbers."""

    minhash: tuple[int, ...]
    sentences: dict[int, int]
    numbers: frozenset[int]

    @cached_property
    def lookup_keys(self) -> list[int]:
        """Where to look for candidates."""
        bands = [
            _hash(repr((band, self.minhash[band * _ROWS : (band + 1) * _ROWS])))
            for band in range(_BANDS if self.minhash else 0)
        ]
        return bands + sorted(self.sentences)[:_SAMPLED]

    def packed(self) -> bytes:
        """As bytes for the database; `unpacked` is the inverse."""
        return b"".join(
            (
                struct.pack("<3I", len(self.minhash), len(self.sentences), len(self.numbers)),
                array("I", self.minhash).tobytes(),
                array("q", self.sentences.keys()).tobytes(),
                array("I", self.sentences.values()).tobytes(),
                array("q", sorted(self.numbers)).tobytes(),
            )
        )


def unpacked(data: bytes) -> Fingerprint:
    values, sentences, numbers = struct.unpack_from("<3I", data)
    parts = []
    start = 12
    for kind, count in (("I", values), ("q", sentences), ("I", sentences), ("q", numbers)):
        part = array(kind)
        end = start + count * part.itemsize
        part.frombytes(data[start:end])
        parts.append(part)
        start = end
    return Fingerprint(tuple(parts[0]), dict(zip(parts[1], parts[2], strict=True)), frozenset(parts[3]))


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of an article's text."""
    folded = fold(text[:_LONGEST])
    sentences = [key(sentence) for sentence in _SENTENCE_END.split(folded)]
    letters = "".join(sentences)
    minhash: tuple[int, ...] = ()
    if _weight(letters) >= _SHARED:
        sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
        sketch.update([letters[i : i + _GRAM] for i in range(len(letters) - _GRAM + 1)])
        minhash = tuple(sketch.digest())
    weights = {_hash(sentence): weight for sentence in sentences if (weight := _weight(sentence)) >= _SHORTEST_SENTENCE}
    fresh = Fingerprint(minhash, weights, frozenset(map(_hash, _NUMBER.findall(folded))))
    _ = fresh.lookup_keys  # worked out here, where many processes may read, not where one of them stores
    return fresh


def _weight(letters: str) -> int:
    """How much a run of letters says: a Han character as much as three letters."""
    return len(letters) if letters.isascii() else len(letters) + 2 * len(_HAN.findall(letters))


def _hash(text: str) -> int:
    """63 bits, so that SQLite holds it as an integer."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


@lru_cache(512)
def _numbers(packed: bytes) -> frozenset[int]:
    """The numbers of a packed fingerprint, which come last in it. The articles from one template meet the same few."""
    *_, count = struct.unpack_from("<3I", packed)
    return frozenset(memoryview(packed)[len(packed) - 8 * count :].cast("q"))


def _agree(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts report the same numbers, as far as both have any."""
    return len(one & other) >= _NUMBERS * min(len(one), len(other))


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """The share (0-1) that two texts have in common if one is a copy or long excerpt of the other, else 0."""
    if not _agree(one.numbers, other.numbers):
        return 0.0
    equal = sum(a == b for a, b in zip(one.minhash, other.minhash, strict=False))
    resemblance = equal / (_BANDS * _ROWS)
    shared = sum(weight for key, weight in one.sentences.items() if key in other.sentences)
    if shared < _SHARED:
        return resemblance if resemblance >= _COPY else 0.0
    shorter, longer = sorted((sum(one.sentences.values()), sum(other.sentences.values())))
    share = max(resemblance, shared / longer)
    excerpt = shared >= _OF_SHORTER * shorter and shared >= _OF_LONGER * longer
    return share if share >= _COPY or excerpt else 0.0


@dataclass(frozen=True, slots=True)
class Home:
    """The cluster that an article belongs to, and the clusters that turned out to be the same one."""

    cluster: str
    merged: tuple[str, ...] = ()


def neighbours(connection: sqlite3.Connection, fresh: Fingerprint) -> list[tuple[int, int]]:
    """The keys of a text that articles have too, each with one of these (its number in `copy_members`)."""
    keys = fresh.lookup_keys
    return connection.execute(
        f"select key, member from copy_keys where key in ({','.join('?' * len(keys))})", keys
    ).fetchall()


def find_home(
    connection: sqlite3.Connection,
    article_id: str,
    source: str,
    fresh: Fingerprint,
    near: Sequence[tuple[int, int]],
) -> Home:
    """Where an article of `source` with that fingerprint belongs: the oldest cluster that holds a copy of it, else
    that of the text that it has most in common with, else a cluster of its own, which is named after it.

    Clusters become one only if the article is so much like both that these must overlap: a digest of two
    reports would otherwise make one report of them. `near` are its `neighbours`, itself not among them.
    """
    copies: dict[str, str] = {}
    best = (0.0, article_id)
    common = Counter(member for _, member in near)
    nearest = sorted(common, key=lambda member: (-common[member], member))[:_COMPARED]
    texts = connection.execute(
        f"select member, article_id, fingerprint from copy_members where member in ({','.join('?' * len(nearest))})",
        nearest,
    )
    found = {member: (other, packed) for member, other, packed in texts}
    for other, packed in map(found.__getitem__, nearest):
        if not _agree(fresh.numbers, _numbers(packed)):
            continue  # most of those from one template: the rest need not be unpacked
        share = likeness(fresh, unpacked(packed))
        cluster, origin, first_seen = connection.execute(
            "select cluster, a.source, c.first_seen from articles a join clusters c using (cluster) "
            "where article_id = ?",
            (other,),
        ).fetchone()
        if origin == source and share < _WITHIN:
            continue
        if share >= _MERGED:
            copies[cluster] = first_seen
        elif share > best[0]:
            best = share, cluster
    if copies:
        home, *merged = sorted(copies, key=lambda cluster: (copies[cluster], cluster))
        return Home(home, tuple(merged))
    return Home(best[1])


def remember(
    connection: sqlite3.Connection, article_id: str, fresh: Fingerprint, near: Sequence[tuple[int, int]]
) -> None:
    """Keep the fingerprint of an article, whose `neighbours` are `near`, for those to come; an earlier one must be
    forgotten before."""
    member = connection.execute(
        "insert into copy_members (article_id, fingerprint) values (?, ?)", (article_id, fresh.packed())
    ).lastrowid
    held = Counter(key for key, _ in near)
    free = {key for key in fresh.lookup_keys if held[key] < _SLOTS}
    connection.executemany("insert into copy_keys values (?, ?)", [(key, member) for key in sorted(free)])


def forget(connection: sqlite3.Connection, article_id: str) -> None:
    """Take an article's fingerprint away."""
    row = connection.execute(
        "select member, fingerprint from copy_members where article_id = ?", (article_id,)
    ).fetchone()
    if row is not None:
        keys = unpacked(row[1]).lookup_keys
        connection.executemany("delete from copy_keys where key = ? and member = ?", [(key, row[0]) for key in keys])
        connection.execute("delete from copy_members where member = ?", (row[0],))


def merge(connection: sqlite3.Connection, home: Home) -> None:
    """Let `home.cluster` take over the clusters that turned out to be the same; their names lead to it."""
    for cluster in home.merged:
        connection.execute("update articles set cluster = ? where cluster = ?", (home.cluster, cluster))
        connection.execute(
            "update clusters set merged_into = ?1 where cluster = ?2 or merged_into = ?2",
            (home.cluster, cluster),
        )
