"""Pass rates on the specifications of Recognizers-Text (MIT); the data stays outside.

    python tests/bench/quantities_specs.py SPECS_FOLDER [-v]

SPECS_FOLDER is the `Specs` folder of a checkout of microsoft/Recognizers-Text. A case passes when every
expected number, percentage or amount is found with its value (and currency), and, for percent and money,
nothing else of that kind. `-v` lists the failures. What is in the domain, news about AI, was written down
before any failure was seen:

- numbers: not powers and exponents, not ratios beyond tenths, mixed fractions or "a over b", not more
  than 15 digits, not banking numerals (壹贰叁), not 万万, not dozens, not text set with spaces between
  Chinese characters, not addresses, not one spelled-out word up to ten alone (as often a pronoun or an
  article as a number);
- percent: not spaced-out Chinese, not "ratio of 10" without a percent word;
- money: the currencies of `CURRENCIES`, with an amount; not "15 dollars 50" and "15 dollars and 15".
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from pipeline.extract.mentions import Quantity
from pipeline.extract.quantities.quantities import find_quantities

LANGUAGES: Final = {"Chinese": "zh", "English": "en", "Arabic": "ar"}
MODELS: Final = {
    "Number": "Number/{}/NumberModel.json",
    "Percent": "Number/{}/PercentModel.json",
    "Currency": "NumberWithUnit/{}/CurrencyModel.json",
}
CURRENCIES: Final = frozenset(
    re.findall(
        r"\w+",
        "USD EUR GBP CNY JPY HKD TWD KRW INR CAD AUD SGD NZD CHF SEK NOK DKK RUB BRL TRY ILS AED SAR QAR KWD EGP IRR "
        "THB VND IDR MYR PHP MXN ZAR PLN",
    )
)
#: Units that the specifications leave without a code, with the code and the part that they are here.
UNCODED: Final = {
    "Dollar": ("USD", 1.0),
    "Cent": ("USD", 0.01),
    "Pence": ("GBP", 0.01),
    "Pound": ("GBP", 1.0),
    "Euro": ("EUR", 1.0),
}
_BANKING: Final = re.compile("[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]")
_SPACED_HAN: Final = re.compile(r"[\u4e00-\u9fff\d０-９.．%]\s+[\u4e00-\u9fff]|[\u4e00-\u9fff]\s+[\d０-９]|\d\s+\d")
_OTHER_NUMBER: Final = re.compile(
    r"\^|\de[+-]?\d|\dE[+-]?\d| over |out of|\bin\b|dozen|\bdo?zs?\b|score|nought|打|دزين|دست[اة]|"
    r"(واحد|جزء|اجزاء) من|万万|萬萬|万亿亿|又|على|"
    r"\bfrom\b|أس|قوة|http|www|شارع|k\.?m|\d{4,}\.\d+\.\d+|\d+\.\d+\.\d+\.\d+|/|÷|⁄|[½¼¾⅓⅔]"
)
_NUMERAL: Final = re.compile(r"[^\W\d]+", re.UNICODE)


def in_domain(model: str, case: dict[str, Any]) -> bool:
    """Whether a case is of a kind that news about AI uses; looks at the case only, never at our result."""
    text, results = case["Input"], case["Results"]
    if model == "Number":
        return bool(results) and all(_plain_number(text, result) for result in results)
    if model == "Percent":
        return not _SPACED_HAN.search(text) and "نسبة" not in text and all(_value(r) for r in results)
    if re.search(r"\d dollars (and )?\w+\W*$", text) or not results:
        return False
    return all(_value(r) and _currency(r) for r in results)


def _plain_number(text: str, result: dict[str, Any]) -> bool:
    value, form = _value(result), result["Text"]
    if value is None or not abs(value) < 1e15 or len(re.sub(r"\D", "", form)) > 15:
        return False
    if _BANKING.search(text) or _SPACED_HAN.search(text) or _OTHER_NUMBER.search(text.lower()):
        return False
    if abs(value) <= 10 and value == int(value) and _NUMERAL.fullmatch(form):
        return False
    fraction = value != int(value) and not re.search(r"\d[.,٫ر]\d|\.\d|point|点|點|فاصلة", form)
    if fraction and not any(abs(value * part - round(value * part)) < 1e-9 for part in (2, 3, 4, 5, 10)):
        return False
    return not (fraction and value > 1 and not re.search("half|半|نصف", form))


def _value(result: dict[str, Any]) -> float | None:
    text = (result.get("Resolution") or {}).get("value")
    return float(text.rstrip("%").replace(",", "")) if text not in (None, "null", "") else None


def _currency(result: dict[str, Any]) -> tuple[str, float] | None:
    resolution = result["Resolution"]
    code, unit = resolution.get("isoCurrency"), resolution.get("unit")
    if code:
        return (code, 1.0) if code in CURRENCIES else None
    return UNCODED.get(unit)


def passes(model: str, language: str, case: dict[str, Any]) -> bool:
    """Whether all that is expected is found, and nothing else where only one kind is asked for."""
    found = find_quantities(case["Input"], language)
    if model == "Number":
        values = [value for quantity in found for value in _plain_values(quantity)]
        values += [quantity.value / 100 for quantity in found if quantity.kind == "percent"]
        return all(_among(_value(result), values) for result in case["Results"])
    if model == "Percent":
        percents = [q for q in found if q.kind == "percent" or q.unit == "pp"]
        values = [value for quantity in percents for value in _plain_values(quantity)]
        expected = [_value(result) for result in case["Results"]]
        return len(values) == len(expected) and all(_among(value, values) for value in expected)
    amounts = [(q.unit, value) for q in found if q.kind == "money" for value in _plain_values(q)]
    expected_money = [(*(_currency(result) or ("", 1.0)), _value(result) or 0.0) for result in case["Results"]]
    return len(amounts) == len(expected_money) and all(
        any(code == unit and _same(value * part, amount) for unit, amount in amounts)
        for code, part, value in expected_money
    )


def _plain_values(quantity: Quantity) -> list[float]:
    """The values as the specifications count them: 折 is what is left of a price."""
    value = 100 - quantity.value if quantity.change < 0 else quantity.value
    return [value] if quantity.value_max is None else [value, quantity.value_max]


def _among(value: float | None, values: list[float]) -> bool:
    return value is not None and any(_same(value, other) for other in values)


def _same(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-9 * max(1.0, abs(left))


def main(folder: Path, verbose: bool) -> None:
    """Print the pass rate of each language and model, over the cases in the domain and over all."""
    for name, language in LANGUAGES.items():
        for model, pattern in MODELS.items():
            path = folder / pattern.format(name)
            if not path.exists():
                continue
            cases = json.loads(path.read_text("utf-8-sig"))
            inside = [case for case in cases if in_domain(model, case)]
            failed = [case for case in inside if not passes(model, language, case)]
            rate = 1 - len(failed) / max(len(inside), 1)
            print(f"{name:8} {model:9} {len(inside) - len(failed):4}/{len(inside):4} = {rate:.1%}  (all: {len(cases)})")
            for case in failed if verbose else ():
                wanted = [(result["Text"], _value(result)) for result in case["Results"]]
                got = [
                    (case["Input"][q.start : q.end], q.value, q.unit) for q in find_quantities(case["Input"], language)
                ]
                print("   ", repr(case["Input"][:100]), "wanted", wanted, "got", got)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "-v" in sys.argv)
