"""What stands for what: a firm for its app or for its products, a family for one of its models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.extract.mentions import SubjectMention
from pipeline.extract.owners.candidates import MIXED
from pipeline.extract.reference.prominence import makers
from pipeline.extract.reference.resolve import Resolver
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import Placed, inside

#: Types whose values belong to one model, not to a family.
_MEASURED: Final = ("speed", "benchmark_score", "context_length", "training_data", "parameter_count")


def is_channel(product: SubjectMention, anchors: Sequence[SubjectMention], sentence: Sentence) -> bool:
    """Whether a product only tells through what a model is had: "GPT-5 via the API and Copilot, at $1.25 a million"."""
    for cue in sentence.named("location"):
        models = any(m.type != "product" and m.end <= cue.start for m in anchors)
        if models and cue.end <= product.start and not inside(sentence.quantities, cue.end, product.start):
            return True
    return False


def firms_of(kind: str, values: Sequence[Placed], sentence: Sentence) -> list[SubjectMention]:
    """The maker of what a sentence without a firm speaks of, as who raises money: "Cursor is in talks at $50bn"."""
    if kind not in ("funding", "valuation") or any(m.type == "company" for m in sentence.subjects):
        return []
    return [m for m in makers(sentence.subjects) if all(m.end <= v.start for v in values)]


def apps_of(kind: str, sentence: Sentence, resolver: Resolver) -> list[SubjectMention]:
    """Companies whose name is that of their app too, as what has a price: "DeepSeek is free"."""
    if kind not in ("price", "subscription", "context_length"):
        return []
    return [replace(m, type="product") for m in sentence.subjects if m.type == "company" and resolver.is_app(m)]


def with_apps(
    anchors: list[SubjectMention], apps: Sequence[SubjectMention], sentence: Sentence
) -> list[SubjectMention]:
    """What has a price, and of the companies that are apps those in clauses of their own: "DeepSeek costs 1, while
    GPT-4o costs 9"."""
    own = {m.name for m in anchors} | {m.maker for m in anchors}
    more = [m for m in apps if m.name not in own and all(sentence.apart(m, a) for a in anchors)]
    return sorted([*anchors, *more], key=lambda m: m.start)


def specific(kind: str, mention: SubjectMention, resolver: Resolver) -> SubjectMention:
    """The model that a family's bare name means where the title names one of that family ("Opus" for Opus 4.5)."""
    if mention.type != "family" or kind == "subscription":
        return mention
    if kind in MIXED or kind == "revenue":
        # What is used and earns money is the product: 可灵 stands for Kling AI.
        return resolver.product_of(mention.name) or mention
    titled = {
        m.name: m
        for m in resolver.titled()
        if m.type == "model" and m.name.startswith((f"{mention.name} ", f"{mention.name}-"))
    }
    if not titled and kind in _MEASURED:
        # A test and a stopwatch take one model: the only one of the family that the article names.
        titled = {m.name: m for m in resolver.models() if m.name.startswith((f"{mention.name} ", f"{mention.name}-"))}
    return next(iter(titled.values())) if len(titled) == 1 else mention
