"""Ids stay the same when parsers get better and tell apart what the contract tells apart."""

from __future__ import annotations

from dataclasses import replace

from pipeline.store.ids import article_id, claim_ids
from tests.store.made import article, said

URL = "https://example.com/a"
PRICE = "DeepSeek charges $0.42 for output and $0.28 for input."


def ids(*lines: object, url: str = URL) -> list[str]:
    page, claims = article(url, *lines)  # type: ignore[arg-type]
    return claim_ids(page.url, claims)


def test_an_id_is_the_same_on_every_machine_and_in_every_version() -> None:
    assert article_id(URL) == "ik242linrpsgyqqr"
    assert ids((PRICE, [said("$0.42", 0.42)])) == ["xnoaadilrf4cqfmh"]


def test_what_was_parsed_does_not_matter() -> None:
    _, claims = article(URL, (PRICE, [said("$0.42", 0.42)]))
    other = replace(claims[0], subject="GPT-5", aspect="", value=42.0, unit="USD", status="denied", about_date="2025")
    assert claim_ids(URL, [other]) == claim_ids(URL, claims)


def test_the_ways_of_writing_the_same_do_not_matter() -> None:
    ours = "قیمت خروجی ۰٫۴۲ دلار می‌شود."
    theirs = "قيمت خروجي 0.42 دلار میشود."
    assert ids((ours, [said("۰٫۴۲ دلار", 0.42)])) == ids((theirs, [said("0.42 دلار", 0.42)]))


def test_other_text_around_the_sentence_does_not_matter() -> None:
    assert ids("An editor's note.", (PRICE, [said("$0.42")])) == ids((PRICE, [said("$0.42")]))


def test_place_type_value_and_address_matter() -> None:
    twice = "It fell from $2 to $1 and back to $2."
    page, (first,) = article(URL, (twice, [said("$2", 2)]))
    last = replace(first, value_start=twice.rindex("$2"), value_end=twice.rindex("$2") + 2)
    variants = [first, last, replace(first, claim_type="funding")]
    found = {claim_ids(page.url, [claim])[0] for claim in variants} | set(claim_ids("https://example.com/b", [first]))
    assert len(found) == 4


def test_one_value_said_of_two_subjects_is_two_claims() -> None:
    both = ids((PRICE, [said("$0.42", subject="V3.1"), said("$0.42", subject="V3.2")]))
    assert len(set(both)) == 2
    assert both[0] == ids((PRICE, [said("$0.42")]))[0]


def test_a_sentence_that_stands_twice_is_two_claims_in_the_order_of_the_text() -> None:
    page, claims = article(URL, (PRICE, [said("$0.42")]), "Between.", (PRICE, [said("$0.42")]))
    forward, backward = claim_ids(page.url, claims), claim_ids(page.url, claims[::-1])
    assert len(set(forward)) == 2
    assert forward == backward[::-1]
