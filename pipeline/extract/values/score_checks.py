"""Whether a number is a score of a test: of one that is known, of the model that is meant, no tally and no step."""

from __future__ import annotations

from pipeline.extract.mentions import Quantity
from pipeline.extract.pairing import STRONG
from pipeline.extract.sentence import Sentence
from pipeline.extract.spans import is_across
from pipeline.extract.values.benchmarks import benchmarks_of, scores_in_points
from pipeline.extract.values.steps import is_delta


def is_score(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number can be a score of the test that is spoken of, of a model that is meant."""
    named = bool(benchmarks_of(sentence)) and not _in_other_test(quantity, sentence)
    if sentence.pattern("first_past").search(sentence.scan.text, sentence.start, quantity.cue_start):
        return False  # "the first model past 80%"
    if _is_of_other_best(quantity, sentence) or _is_of_unknown_test(quantity, sentence):
        return False
    if _is_of_nameless_test(quantity, sentence) or _is_worded_part(quantity, sentence):
        return False
    if sentence.pattern("no_score").search(sentence.scan.text, sentence.start, quantity.cue_start):
        return False  # "预训练 token 的 3%"
    in_scale = quantity.value <= 100 or any(scores_in_points(b.name) for b in benchmarks_of(sentence))
    named = named and not is_delta(quantity, sentence) and not _counts_or_names(quantity, sentence)
    return named and in_scale and not _is_tally(quantity, sentence)


def _in_other_test(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the score's own statement is of a test without a known name: "MMLU-Pro 87 分；中文推理测试得分 93"."""
    if _in_unknown_test(quantity, sentence):
        return True
    stops = [m.end() for m in STRONG.finditer(sentence.scan.text, sentence.start, quantity.start)]
    if not stops or not sentence.benchmarks or any(stops[-1] <= m.start for m in sentence.benchmarks):
        return False
    return any(stops[-1] <= c.start < quantity.start for c in sentence.named("benchmark_score"))


def _in_unknown_test(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether the test that is named last before a score is one that nobody knows: "CodeGarden 数据集上得分 37"."""
    named = list(sentence.pattern("unknown_test").finditer(sentence.scan.text, sentence.start, quantity.start))
    if not named:
        return False
    span = named[-1].span("behind" if named[-1]["behind"] else "before")
    own = [m for m in sentence.benchmarks if m.end <= quantity.start and m.end > span[0]]
    return not own and not is_across(span, [*sentence.subjects, *sentence.benchmarks])


def _is_of_nameless_test(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a kind of test without a name stands right behind a score: «94% في AIME، و88% في تحديات البرمجة»."""
    test = sentence.pattern("nameless_test").match(sentence.scan.text, quantity.end)
    if test is None:
        return False
    following = min((q.start for q in sentence.quantities if q.start >= quantity.end), default=sentence.end)
    return not any(quantity.end <= m.start < following for m in sentence.benchmarks)


def _is_of_other_best(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a score is one of somebody without a name: "tripling the best score of 9%", "19% previous best"."""
    text = sentence.scan.text
    before = sentence.pattern("other_best").search(text, sentence.start, quantity.cue_start)
    return before is not None or sentence.pattern("other_best.behind").match(text, quantity.end) is not None


def _is_of_unknown_test(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a name that is no known test and no subject stands as the test right in front of a score."""
    text, known = sentence.scan.text, [*sentence.benchmarks, *sentence.subjects]
    named = [m.end for m in sentence.benchmarks if m.end <= quantity.start]
    labels = sentence.pattern("test_label").finditer(text, max([sentence.start, *named]), quantity.cue_start)
    tests = [sentence.pattern("other_test").search(text, sentence.start, quantity.cue_start), *labels]
    return any(
        not any(m.start < test.end("name") and test.start("name") < m.end for m in known)
        for test in tests
        if test is not None
    )


def _is_worded_part(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a percentage is a part told in words, as no test gives its scores: «يخطئ في ثلث إجاباته»."""
    words = sentence.scan.text[quantity.number_start : quantity.number_end]
    return quantity.unit == "%" and sentence.pattern("worded_part").fullmatch(words) is not None


def _is_tally(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a number only counts tasks: "five of six problems", "35 of 42 points"."""
    text = sentence.scan.text
    counted = sentence.pattern("tally.behind").match(text[quantity.end : quantity.end + 20])
    within = sentence.pattern("tally.before").search(text[max(sentence.start, quantity.start - 12) : quantity.start])
    bare = quantity.unit in ("", "points") and quantity.kind == "count"
    few = quantity.value < 10 and quantity.value == int(quantity.value)
    # "The first to break eighty": a mark that a score passes.
    few = few or not any(c.isdigit() for c in sentence.scan.text[quantity.number_start : quantity.number_end])
    return bare and (bool(counted) or bool(within) or few)


def _counts_or_names(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a bare number counts something of its own, or ends a name: "17 个数据集", "MiniCPM-V 2.5 在…"."""
    if quantity.kind != "count" or quantity.unit:
        return False
    text = sentence.scan.text
    if sentence.pattern("counts").match(text, quantity.end):
        return True
    first = text[sentence.start : quantity.start].rstrip()[-1:]
    named = not first or (first.isascii() and first.isalnum()) or first == "-"
    return named and sentence.pattern("ends_name").match(text, quantity.end) is not None
