"""Claims in data tables: each cell read with its column's and row's labels, the caption and the line that leads in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from pipeline.article import Article, Table
from pipeline.extract.cues import Cue
from pipeline.extract.dates.calendars import year_days
from pipeline.extract.dates.dates import day_range, limit_of
from pipeline.extract.draft import Draft, with_quantity
from pipeline.extract.licences import licence_name
from pipeline.extract.mentions import DateMention, Quantity, SubjectMention
from pipeline.extract.owners.candidates import OF_FIRMS, TIERS
from pipeline.extract.patterns import pattern
from pipeline.extract.quantities.cells import UnitHint, cell_quantities, header_unit
from pipeline.extract.reference.plans import plan_of
from pipeline.extract.scan import Placed, Scan
from pipeline.extract.table_names import named_by_header, names_nobody, test_name
from pipeline.extract.values import aspect_names
from pipeline.extract.values.classify import SELF_EVIDENT, candidates_of, plausible
from pipeline.extract.values.dates import DATED, MEASURED
from pipeline.extract.values.elision import TOKEN_ASPECTS
from pipeline.extract.values.values import unit_of
from pipeline.text.fold import fold

ScanText = Callable[[str, str], Scan]

#: Votes of a label for a type by where it stands: the cell's own labels, then what stands around the table.
_LABEL, _AROUND = 8.0, 5.0


@dataclass(slots=True)
class _Grid:
    """A table with the scan of every cell and of what stands around it."""

    table: Table
    language: str
    cells: list[list[Scan]]
    around: list[Scan]
    blocks: dict[int, int] = field(default_factory=dict)  # row -> block index
    by_token: bool = False
    dated: list[Scan] = field(default_factory=list)

    @property
    def header_rows(self) -> int:
        """The number of header rows; a first row without numbers is one although it is not marked so."""
        if self.table.header_rows or len(self.cells) < 2:
            return self.table.header_rows
        return int(not any(scan.quantities and not (scan.subjects or scan.benchmarks) for scan in self.cells[0]))

    def column_labels(self, row: int, column: int) -> list[Scan]:
        return [self.cells[r][column] for r in range(min(self.header_rows, row)) if column < len(self.cells[r])]

    def row_labels(self, row: int, column: int) -> list[Scan]:
        """The row's cells that name it: header columns, and other cells without a number; not what a price is for."""
        labels = []
        for c, scan in enumerate(self.cells[row]):
            if c == column or not scan.text or self.tells_unit(row, c):
                continue
            if (
                c < self.table.header_columns
                or scan.subjects
                or scan.benchmarks
                or (not re.search(r"\d", scan.text) and c < column)
            ):
                labels.append(scan)
        return labels

    def corner(self, row: int, column: int) -> list[Scan]:
        """The heads of a first column of bare names: "Item ($ million)" there holds for the whole table."""
        return [] if column == 0 or self.cells[row][0].quantities else self.column_labels(row, 0)

    def tells_unit(self, row: int, column: int) -> bool:
        """Whether a column tells what each price is for: "Unit" above "image"."""
        heads = self.column_labels(row, column)
        return bool(heads) and pattern(self.language, "column.unit").fullmatch(heads[-1].text.strip()) is not None

    def is_former(self, row: int, column: int) -> bool:
        """Whether the header of a column says that its values no longer hold: "Old price"."""
        former = pattern(self.language, "column.former")
        return any(former.search(label.text) for label in self.column_labels(row, column))

    def row_dates(self, row: int, column: int) -> list[Scan]:
        """The first cell of a row if it is a date and nothing else: the year that the row is about."""
        first = self.cells[row][0] if column > 0 else None
        if (
            first is None
            or len(first.dates) != 1
            or len(first.text.strip()) > first.dates[0].end - first.dates[0].start
        ):
            return []
        return [first]


def table_claims(
    article: Article,
    index: int,
    blocks: dict[int, int],
    scan_text: ScanText,
    around: list[Scan],
    mains: Sequence[SubjectMention],
    reference: date | None,
    *,
    by_token: bool = False,
    dated: Sequence[Scan] = (),
) -> list[Draft]:
    """Every claim of table number `index`; `by_token` tells that the article has given prices per token before it,
    `dated` are those scans around whose date holds for the table.

    `blocks` maps its rows to block indexes, `scan_text(text, language)` scans a text with its subjects completed from
    the article, `around` holds the scans of caption, lead-in and headings, nearest first, and `mains` are the
    subjects of tables that name none, the likeliest first.
    """
    table = article.tables[index]
    language = article.language if article.language != "other" else "en"
    memory: dict[str, Scan] = {}

    def scanned(text: str) -> Scan:
        if text not in memory:
            memory[text] = scan_text(text, language)
        return memory[text]

    grid = _Grid(
        table,
        language,
        [[scanned(cell.text) for cell in row] for row in table.rows],
        around,
        blocks,
        by_token,
        list(dated),
    )
    drafts: list[Draft] = []
    for r, row in enumerate(table.rows):
        if r not in blocks or r < grid.header_rows:
            continue
        for c, cell in enumerate(row):
            if cell.start >= 0 and cell.text and c >= table.header_columns:
                drafts.extend(_cell_claims(article, grid, r, c, mains, reference))
    return drafts


#: From a claim type to the subject that a cell's labels name for it, or the table's own.
_SubjectFor = Callable[[str], SubjectMention | None]


def _cell_claims(
    article: Article, grid: _Grid, r: int, c: int, mains: Sequence[SubjectMention], reference: date | None
) -> list[Draft]:
    """What one cell claims: days, a licence, and either a place in a chart or values."""
    labels = [*grid.column_labels(r, c), *grid.row_labels(r, c)]
    heads = grid.column_labels(r, 0)
    if heads and names_nobody(heads[0], grid.cells[r][0], grid.language):
        return []
    named = _subject(grid, r, c, labels)

    def subject_for(kind: str) -> SubjectMention | None:
        return named(kind) or _around(grid, kind) or _fitting(mains, kind)

    cell = grid.cells[r][c]
    drafts: list[Draft] = []
    for mention in cell.dates:
        kind = _event(labels)
        if kind and mention.date and (subject := subject_for(kind)):
            drafts.append(_date_draft(article, grid, r, c, kind, mention, subject, reference, labels))
    for name in cell.cues:
        if name.name.startswith("licence.") and any(label.has("license") for label in labels):
            subject = subject_for("license")
            if subject is not None:
                drafts.append(_licence_draft(article, grid, r, c, name, subject))
    chart = _chart(grid.column_labels(r, c))
    if chart and (place := pattern(grid.language, "place").fullmatch(cell.text)):
        subject = named("ranking")
        if subject is not None:
            draft = _draft(article, grid, r, c, "ranking", *place.span("place"), subject)
            draft.value, draft.unit, draft.aspect = float(place["place"]), "rank", chart
            _take_date(draft, [*labels, *grid.row_dates(r, c)], grid.dated)
            drafts.append(draft)
        return drafts
    values = _cell_values(article, grid, r, c, labels, subject_for)
    for draft in values:
        if draft.type == "price" and draft.about is not None and _is_ahead(draft.about, reference):
            draft.status = "expected"
    return [*drafts, *values]


def _cell_values(
    article: Article, grid: _Grid, r: int, c: int, labels: Sequence[Scan], subject_for: _SubjectFor
) -> list[Draft]:
    """The claims that a cell's numbers make."""
    found: list[tuple[Quantity, str]] = []
    for quantity in _quantities(grid, r, c, labels):
        kind = _classify(quantity, grid.cells[r][c], labels, grid.around)
        if kind is None and _is_score(quantity, grid, r, c):
            kind = "benchmark_score"
        if kind is not None and plausible(quantity, kind):
            found.append((quantity, kind))
    drafts: list[Draft] = []
    for quantity, kind in found:
        subject = subject_for(kind)
        if subject is None:
            continue
        same = [q for q, k in found if k == kind]
        aspect = _aspect(kind, quantity, same, grid, r, c, labels)
        if kind == "benchmark_score" and not aspect:
            continue
        line = plan_of(subject) if kind == "price" and not quantity.per.endswith("tokens") else None
        draft = with_quantity(_draft(article, grid, r, c, kind, quantity.start, quantity.end, subject), quantity)
        if line is not None:
            # Under "Plan" the cell may name the product too: "ChatGPT Plus".
            draft.subject, aspect = line[0], line[1] if aspect.startswith(line[0]) else aspect or line[1]
        draft.aspect, draft.unit = aspect, unit_of(kind, quantity, aspect)
        if kind in DATED or kind in MEASURED:
            # "New prices from 1 May": the day of a caption does not hold for the column of the old ones.
            around = [] if kind == "price" and grid.is_former(r, c) else _dated_for(kind, grid.dated)
            _take_date(draft, [*labels, *grid.row_dates(r, c)] if kind != "benchmark_score" else [], around)
            if draft.about is None:
                _take_year(draft, grid, r, c)
        drafts.append(draft)
    return drafts


def _chart(labels: Sequence[Scan]) -> str:
    """The chart whose places a column gives, by its header: "App Store 免费榜", "Rank in LMArena"."""
    for label in labels:
        if not label.has("ranking"):
            continue
        names = [
            c.name.partition(".")[2] for head in ("store.", "list.") for c in label.cues if c.name.startswith(head)
        ]
        names = list(dict.fromkeys([*names, *(m.name for m in label.benchmarks)]))
        if names:
            return " ".join(names[:2])
    return ""


def _around(grid: _Grid, kind: str) -> SubjectMention | None:
    """The one firm that caption or lead-in name, for what is told of firms: "X: results in millions"."""
    if kind not in _OF_FIRMS:
        return None
    named = [{m.name: m for m in scan.subjects if m.type == "company"} for scan in grid.around]
    return next((next(iter(firms.values())) for firms in named if len(firms) == 1), None)


#: Types that are told of firms alone.
_OF_FIRMS: Final = ("revenue", "funding", "valuation")

#: The highest score of a test that nobody knows.
_PERFECT: Final = 100


def _is_score(quantity: Quantity, grid: _Grid, r: int, c: int) -> bool:
    """Whether a bare number below a model stands in the row of an unknown test, in a table of tests."""
    bare = quantity.kind == "percent" or (quantity.kind == "count" and not quantity.unit)
    if not bare or not 0 < quantity.value <= _PERFECT or c == 0 or not test_name(grid.cells[r][0]):
        return False
    below_model = any(m.type in ("model", "family") for scan in grid.column_labels(r, c) for m in scan.subjects)
    tests = [row for row in grid.cells[grid.header_rows :] if row and row[0].benchmarks]
    return below_model and bool(tests)


def _fitting(mains: Sequence[SubjectMention], kind: str) -> SubjectMention | None:
    """The first that can have the value; what only firms have is the firm's before its product's."""
    ordered = sorted(mains, key=lambda m: m.type != "company") if kind in OF_FIRMS else mains
    return next((m for m in ordered if any(m.type in tier for tier in TIERS[kind])), None)


#: What is told in money; whole sums are not for a month or a token.
_WHOLE_SUMS: Final = ("revenue", "funding", "valuation", "training_cost")
_SUMS: Final = ("price", *_WHOLE_SUMS)


def _quantities(grid: _Grid, r: int, c: int, labels: Sequence[Scan]) -> list[Quantity]:
    """The cell's quantities; a bare number takes the unit that a label or the caption states."""
    cell = grid.cells[r][c]
    counts = any(label.has("context_length", "parameter_count") for label in labels)
    stated = [*labels, *grid.corner(r, c), *grid.around]
    hints = [h for scan in stated if (h := _hint(scan, grid.language, counts)) is not None]
    if any(label.has("other.count", "user_count") for label in labels) and not any(
        label.has(*_SUMS) for label in labels
    ):
        hints = [h for h in hints if h.kind != "money"]  # "Employees" in a table of sums
    if any(label.has("speed") and not label.has("price") for label in labels):
        hints = [h for h in hints if h.kind != "money"]  # "US dollars" stands above the table, "Speed" above the cell
        if not hints and any(scan.has("speed.output") for scan in grid.around):
            hints = [UnitHint("count", "tokens/s")]
    if any(label.has("context_length") for label in labels):
        # "Context window" beside the cell says what is counted; the parameters are those of the line above the table.
        hints = [h if h.unit != "parameters" else replace(h, unit="tokens") for h in hints]
    hint = hints[0] if hints else None
    if hint is None and any(label.has("speed") for label in labels) and not any(label.benchmarks for label in labels):
        hint = UnitHint("count", "tokens/s")  # a column "Speed" of models
    if hint is not None and hint.factor == 1 and hint.kind == "count":
        # "Users" heads the column, "users in millions" stands above the table.
        same = [h for h in hints[1:] if (h.kind, h.unit) == (hint.kind, hint.unit) and h.factor > 1]
        hint = same[0] if same else hint
    if hint is not None and any(label.benchmarks for label in labels):
        # A caption's percent is not for a benchmark that scores in points.
        large = re.search(r"\d{4}", cell.text.replace(",", "")) is not None
        hint = hint if hint.kind == "percent" and not large else None
    # «هزینه آموزش»: "every year" in the line above says when it was estimated, not what is paid for.
    whole = any(label.has(*_WHOLE_SUMS) for label in labels)
    if hint is not None and whole:
        hint = replace(hint, per="")
    found = cell_quantities(cell.text, grid.language, hint, country=cell.country)
    taken: list[Placed] = [*cell.dates, *cell.subjects, *cell.benchmarks]
    free = [q for q in found if not any(t.start < q.end and q.start < t.end for t in taken)]
    # "32K-128K" is the length of requests that a row's prices hold for, no model's window.
    lengths = any(scan.has("context_length") for scan in (*labels, *grid.corner(r, c)))
    free = [q for q in free if not lengths or q.value_max is None]
    labelled = any(label.has(*TOKEN_ASPECTS) for label in labels)
    per = "1M_tokens" if grid.by_token and labelled else _period([cell, *labels, *grid.around])
    per = _sold_by(grid, r) or ("" if whole else per)
    return [replace(q, per=per) if q.kind == "money" and not q.per and per else q for q in free]


def _hint(scan: Scan, language: str, counts: bool) -> UnitHint | None:
    """The unit that a label or caption states, its names apart; no currency where the label speaks of `counts`."""
    text = scan.text
    for name in [*scan.subjects, *scan.benchmarks]:
        text = text[: name.start] + " " * (name.end - name.start) + text[name.end :]
    hint = header_unit(text, language, country=scan.country)
    if hint is None or (counts and hint.kind == "money"):
        return None
    return hint if hint.unit not in ("s", "ms") or scan.has("speed") else None


def _sold_by(grid: _Grid, r: int) -> str:
    """What the row's prices are for, where a column of its own tells it."""
    for column, cell in enumerate(grid.cells[r]):
        if cell.text and grid.tells_unit(r, column):
            hint = header_unit(f"/{cell.text.strip()}", grid.language, country=cell.country)
            if hint is not None and hint.per_factor == 1:
                return hint.per
    return ""


def _period(scans: Sequence[Scan]) -> str:
    """What a price in the table is for, by its nearest label: month, year, image or ""."""
    for scan in scans:
        for name in ("per.month", "per.year", "per.image"):
            if scan.has(name):
                return name.partition(".")[2]
    return ""


#: A sum in a table that nobody pays for a plan or a token.
_NO_PRICE: Final = 5000.0


def _classify(quantity: Quantity, cell: Scan, labels: Sequence[Scan], around: Sequence[Scan]) -> str | None:
    candidates = candidates_of(quantity)
    if not candidates:
        return None
    if quantity.kind == "money" and quantity.per:
        return "price"
    if quantity.unit in SELF_EVIDENT:
        return SELF_EVIDENT[quantity.unit]
    votes: dict[str, float] = {}
    for weight, scans in ((_LABEL + 1, [cell]), (_LABEL, labels), (_AROUND, around)):
        for depth, scan in enumerate(scans):
            for cue in scan.cues:
                if cue.name in ("parameter_count.active", "parameter_count.total") and "parameter_count" in candidates:
                    # "Active" beside "Parameters" heads the active ones.
                    votes["parameter_count"] = max(votes.get("parameter_count", 0.0), weight - 2 - 0.5 * depth)
                if cue.name in candidates:
                    votes[cue.name] = max(votes.get(cue.name, 0.0), weight - 0.5 * depth)
            if scan.benchmarks and "benchmark_score" in candidates and scan is not cell:
                votes["benchmark_score"] = max(votes.get("benchmark_score", 0.0), weight + 1 - 0.5 * depth)
    if not votes:
        return None
    kind = max(votes, key=lambda k: votes[k])
    if votes[kind] <= _AROUND and any(label.has("other.count") for label in labels):
        return None  # the row of employees in a table of sums
    if kind == "price" and quantity.value >= _NO_PRICE and quantity.unit in ("USD", "EUR", "CNY"):
        kind = "training_cost" if any(scan.has("training_cost") for scan in around) else "other.money"
    return None if kind.startswith("other.") else kind


def _event(labels: Sequence[Scan]) -> str | None:
    for label in labels:
        for kind in ("retirement_date", "release_date"):
            if label.has(kind):
                return kind
    return None


#: Types that tell of a model even where the row also names the product that it is in.
_OF_MODELS: Final = ("benchmark_score", "parameter_count", "training_data")


def _subject(grid: _Grid, r: int, c: int, labels: Sequence[Scan]) -> _SubjectFor:
    """A function from claim type to the subject that the cell's labels name."""

    heads = grid.column_labels(r, 0)
    own = named_by_header(heads[0], grid.cells[r][0], grid.language) if heads and c > 0 else None

    def find(kind: str) -> SubjectMention | None:
        if own is not None and any(own.type in tier for tier in TIERS[kind]):
            return own
        for tier in TIERS[kind]:
            found = [m for label in labels for m in label.subjects if m.type in tier and not _in_store(m, label)]
            if found:
                # Of a product and the model behind it in one row, the model has the score.
                return next((m for m in found if m.type == "model"), found[0]) if kind in _OF_MODELS else found[0]
        # A section row ("GPT-5" over the whole width) names the rows below it.
        for above in range(r - 1, grid.header_rows - 1, -1):
            texts = {scan.text for scan in grid.cells[above] if scan.text}
            if len(texts) == 1:
                named = [m for m in grid.cells[above][0].subjects if any(m.type in tier for tier in TIERS[kind])]
                if named:
                    return named[0]
        return None

    return find


#: How accountants write what is below zero.
_NEGATIVE: Final = re.compile(r"\s*(?:[-−–(（])\s*[\d.,]")


def _in_store(mention: SubjectMention, label: Scan) -> bool:
    """Whether a name is only part of a store's: "Google Play" above a column of downloads."""
    return any(c.name.startswith("store.") and c.start <= mention.start and mention.end <= c.end for c in label.cues)


_ASPECT_GROUPS: Final = {
    "price": "price.",
    "price_change": "price.",
    "context_length": "context_length.",
    "parameter_count": "parameter_count.",
    "user_count": "user_count.",
    "revenue": "revenue.",
}


def _aspect(
    kind: str,
    quantity: Quantity,
    same: Sequence[Quantity],
    grid: _Grid,
    r: int,
    c: int,
    labels: Sequence[Scan],
) -> str:
    """The aspect of a value in a cell: by the cell's own words, else by its labels; `same` are its type's there."""
    cell = grid.cells[r][c]
    if kind == "benchmark_score":
        told = next((label.benchmarks[0].name for label in labels if label.benchmarks), "")
        told = told or (test_name(grid.cells[r][0]) if _is_score(quantity, grid, r, c) else "")
        return told or next((scan.benchmarks[0].name for scan in grid.around if scan.benchmarks), "")
    if kind == "market_share":
        scans = [(s, 0, len(s.text)) for s in [*labels, *grid.around]]
        places = [p.name for scan in labels for p in scan.places][:1]
        return aspect_names.market_of(scans, places)
    if kind == "speed":
        first = any(label.has("speed.time to first token") for label in labels)
        return "time to first token" if first and quantity.unit in ("s", "ms") else "output"
    if kind == "download_count":
        return _store([*labels, *grid.around])
    group = _ASPECT_GROUPS.get(kind)
    if group is None:
        return ""
    if (
        kind == "parameter_count"
        and len(same) > 1
        and any(scan.has("parameter_count.active") for scan in (cell, *labels))
    ):
        return "active" if quantity.value == min(q.value for q in same) else "total"
    if kind == "revenue" and any(label.has("revenue.loss") and label.has("revenue.profit") for label in labels):
        return "loss" if _NEGATIVE.match(cell.text) else "profit"  # "Profit/(loss)": 5 or (5)
    inner = [cue for cue in cell.cues if cue.name.startswith(group)]
    if inner:
        near = min(inner, key=lambda cue: max(cue.start - quantity.end, quantity.start - cue.end))
        if len(same) == 1 or max(near.start - quantity.end, quantity.start - near.end) <= 6:
            return near.name.partition(".")[2]
    labelled = any(cue.name.startswith(group) for label in labels for cue in label.cues)
    if kind == "price" and not quantity.per.endswith("tokens") and not labelled:
        return _plan(grid, r, c)
    telling = labels if kind == "context_length" else [*labels, *grid.around[:2]]
    return _aspect_by_label(telling, group, list(same).index(quantity), len(same))


def _store(labels: Sequence[Scan]) -> str:
    """The store or hub that the nearest label names, if it names one."""
    for label in labels:
        names = {cue.name.partition(".")[2] for cue in label.cues if cue.name.startswith("store.")}
        if names:
            return names.pop() if len(names) == 1 else ""
    return ""


def _aspect_by_label(labels: Sequence[Scan], group: str, index: int, count: int) -> str:
    """The aspect that the nearest label with any tells for the value at `index` of `count` of its type."""
    for label in labels:
        cues = sorted(label.cues, key=lambda x: x.start)
        names = list(dict.fromkeys(c.name.partition(".")[2] for c in cues if c.name.startswith(group)))
        if not names:
            continue
        if len(names) == 1:
            return names[0]
        if len(names) == count:
            return names[index]
        return "cached_input" if "cached_input" in names and set(names) <= {"cached_input", "input"} else ""
    return ""


def _plan(grid: _Grid, r: int, c: int) -> str:
    """The plan that a price table's row names: the cell under "plan", else the label that is not the product itself."""
    for column in range(c):
        if any(label.has("plan") for label in grid.column_labels(r, column)) and grid.cells[r][column].text:
            return grid.cells[r][column].text.strip()
    beside = [cell for column, cell in enumerate(grid.cells[r][:c]) if not grid.tells_unit(r, column)]
    for scan in [*beside[::-1], *grid.column_labels(r, c)]:
        text = scan.text.strip()
        measured = scan.has("price") or _hint(scan, grid.language, counts=False) is not None
        if not text or re.search(r"\d", text) or len(text) > 30 or measured:
            continue
        if not scan.subjects:
            return text
        rest = (text[: scan.subjects[0].start] + text[scan.subjects[0].end :]).strip(" -–:()")
        if rest:
            return rest
    return ""


def _dated_for(kind: str, dated: Sequence[Scan]) -> list[Scan]:
    """Those scans around a table whose date holds for claims of a type: a score has one where it was measured."""
    measured = [s for s in dated if s.has("measured")]
    if kind == "benchmark_score":
        return measured
    return measured or list(dated) if kind in MEASURED else [s for s in dated if s not in measured]


def _take_date(draft: Draft, labels: Sequence[Scan], around: Sequence[Scan]) -> None:
    for scan in [*labels, *around]:
        dates = [d for d in scan.dates if d.date]
        if len(dates) == 1:
            mention = dates[0]
            draft.about, draft.calendar = mention.date, mention.calendar
            draft.about_text = scan.text[mention.start : mention.end]
            return


#: A year by itself, or at the end of what a row or column is: "2024", "Net loss, 2024".
_YEAR: Final = re.compile(r"(?:\D*[^\w.-] ?)?(?P<year>(?:19|20)\d\d|1[34]\d\d)\)?")


def _take_year(draft: Draft, grid: _Grid, r: int, c: int) -> None:
    """The year that alone labels the row or the column."""
    for scan in (grid.cells[r][0] if c else None, grid.cells[0][c] if r and c < len(grid.cells[0]) else None):
        match = _YEAR.fullmatch(fold(scan.text.strip())) if scan is not None and not scan.benchmarks else None
        if scan is None or match is None:
            continue
        text = match["year"]
        jalali = text < "1900"
        days = year_days("jalali", int(text)) if jalali else None
        if not jalali:
            draft.about, draft.calendar = text, "gregorian"
        elif days is not None:
            draft.about, draft.calendar = f"{days[0].isoformat()}/{days[1].isoformat()}", "jalali"
        draft.about_text = scan.text.strip()
        return


def _date_draft(
    article: Article,
    grid: _Grid,
    r: int,
    c: int,
    kind: str,
    mention: DateMention,
    subject: SubjectMention,
    reference: date | None,
    labels: Sequence[Scan],
) -> Draft:
    draft = _draft(article, grid, r, c, kind, mention.start, mention.end, subject)
    draft.about, draft.calendar, draft.bound = mention.date, mention.calendar, mention.bound
    if mention.bound == "exact":
        draft.bound = next((b for label in labels if (b := limit_of(label.text, grid.language)) != "exact"), "exact")
    draft.about_text = grid.cells[r][c].text[mention.start : mention.end]
    draft.aspect = "release" if kind == "release_date" else ""
    draft.rule = f"{kind}.table"
    if mention.date is not None and _is_ahead(mention.date, reference):
        draft.status = "expected"
    return draft


def _is_ahead(day: str, reference: date | None) -> bool:
    """Whether a date begins after the day of the article."""
    return reference is not None and day_range(day)[0] > reference


def _licence_draft(article: Article, grid: _Grid, r: int, c: int, name: Cue, subject: SubjectMention) -> Draft:
    draft = _draft(article, grid, r, c, "license", name.start, name.end, subject)
    draft.text_value = licence_name(name, grid.cells[r][c].text)
    return draft


def _draft(
    article: Article, grid: _Grid, r: int, c: int, kind: str, start: int, end: int, subject: SubjectMention
) -> Draft:
    block = article.blocks[grid.blocks[r]]
    at = grid.table.rows[r][c].start
    return Draft(
        type=kind,
        subject=subject.name,
        subject_type=subject.type,
        value_span=(at + start, at + end),
        quote_span=(0, len(block.text)),
        text=block.text,
        base=block.start,
        block=grid.blocks[r],
        rule=f"{kind}.table",
    )
