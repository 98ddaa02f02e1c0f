"""A claim: one statement in one article that gives a value for one property of one subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Bound = Literal["exact", "about", "at_least", "at_most", "range"]
Status = Literal["stated", "expected", "rumoured", "denied"]

#: The eighteen claim types and what each one is, in one line.
CLAIM_TYPES: Final[dict[str, str]] = {
    "price": "An amount asked for something: tokens, a plan, an image, an hour",
    "price_change": "A price cut (negative) or rise, in percent",
    "release_date": "The day something was or will be released, announced or opened as a preview",
    "retirement_date": "The day something was or will be withdrawn",
    "market_share": "A share of a market, in percent",
    "benchmark_score": "A score in a named benchmark",
    "parameter_count": "The number of a model's parameters, total or active",
    "context_length": "How many tokens a model takes in or gives out",
    "training_cost": "What training a model cost",
    "training_data": "How many tokens a model was trained on",
    "funding": "Money raised by or invested in a company",
    "valuation": "What a company is said to be worth",
    "revenue": "Revenue, profit or loss",
    "user_count": "The number of users",
    "download_count": "The number of downloads",
    "ranking": "A place in a list (1 is first)",
    "license": "The licence under which a model is given out",
    "speed": "How fast a model answers",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as extracted; everything the database's `claims_flat` knows that comes from the text.

    Offsets count code points in the article's stored text: `text[quote_start:quote_end] == quote` and
    `text[value_start:value_end] == value_text`. `about_date` is an ISO date, month, quarter, year or interval
    (`a/b`) or None; `about_text` keeps the words. `rule` names the rule that made the claim. `claim_id` is given by
    the store.
    """

    claim_type: str
    subject: str
    subject_type: str
    aspect: str
    value: float | None
    value_max: float | None
    text_value: str | None
    unit: str
    bound: Bound
    value_text: str
    value_start: int
    value_end: int
    quote: str
    quote_start: int
    quote_end: int
    about_date: str | None
    about_text: str
    calendar: str
    status: Status
    status_cue: str
    attributed_to: str | None
    rule: str
