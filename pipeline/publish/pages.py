"""The pages beside Datasette's own: what a reader opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup

from pipeline.claim import CLAIM_TYPES
from pipeline.publish import charts, reads
from pipeline.publish.csv_pages import query_csv, table_csv
from pipeline.publish.database import NAME, SnapshotDatabase
from pipeline.publish.downloads import download, latest
from pipeline.publish.quality import measured
from pipeline.publish.reads import Row
from pipeline.publish.tables import described
from pipeline.publish.wording import LANGUAGE_NAMES, TYPE_NAMES, unit_words

_WEEKS: Final = 52
_PER_TYPE: Final = 2
_PAGE: Final = 30

View = Callable[..., Awaitable[Response]]


async def home(datasette: Datasette, request: Request) -> Response:
    """What is new, what disagrees, what is expected, and how fresh and how good all this is."""
    today = _today(datasette)
    return await _page(
        datasette,
        request,
        "index.html",
        numbers=await reads.one(datasette, "select * from snapshot"),
        new_this_week=await reads.one(
            datasette,
            "select count(*) as claims from claims_flat where first_seen >= date(:today, '-7 days')",
            today=today.isoformat(),
        ),
        claims=await reads.newest_by_article(datasette, 7),
        conflicts=await reads.newest_conflicts(datasette, 3),
        expected=await _expected(datasette, today),
        subjects=await reads.select(datasette, "select * from subjects order by claims desc, subject limit 10"),
        sources=await reads.select(
            datasette, "select * from sources where articles > 0 order by last_fetched desc limit 8"
        ),
        weeks=charts.weekly_bars(await _weeks(datasette)),
        quality=measured(),
    )


async def _expected(datasette: Datasette, today: date) -> list[Row]:
    """Releases and retirements that were announced or rumoured for days to come."""
    return await reads.select(
        datasette,
        """select * from claims_flat where about_from >= :today and status in ('expected', 'rumoured')
        and claim_type in ('release_date', 'retirement_date') order by about_from limit 6""",
        today=today.isoformat(),
    )


async def _weeks(datasette: Datasette) -> list[tuple[str, dict[str, int]]]:
    """The last year's weeks, those without claims too: (Monday, language -> claims)."""
    rows = await reads.select(datasette, "select week, language, claims from weeks order by week")
    if not rows:
        return []
    counts = {(row["week"], row["language"]): row["claims"] for row in rows}
    last = date.fromisoformat(rows[-1]["week"]).toordinal()
    first = last - 7 * (_WEEKS - 1)
    mondays = [date.fromordinal(day).isoformat() for day in range(first, last + 1, 7)]
    return [(day, {lang: counts.get((day, lang), 0) for lang in LANGUAGE_NAMES}) for day in mondays]


async def subjects(datasette: Datasette, request: Request) -> Response:
    """All subjects, the most reported first, by kind."""
    kind = request.args.get("kind") or ""
    rows = await reads.select(
        datasette,
        "select * from subjects where :kind in ('', subject_type) order by claims desc, subject limit 500",
        kind=kind,
    )
    kinds = await reads.select(datasette, "select subject_type, count(*) as n from subjects group by 1 order by 2 desc")
    return await _page(datasette, request, "subjects.html", subjects=rows, kinds=kinds, kind=kind)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its heading and the rows it is made of, for the table under it."""

    heading: str
    drawing: Markup
    rows: Sequence[Row]


async def subject(datasette: Datasette, request: Request) -> Response:
    """All that is reported about one subject: charts, disagreements, claims by type."""
    slug = request.url_vars["slug"]
    found = await reads.one(datasette, "select * from subjects where slug = :slug", slug=slug)
    if found is None:
        raise NotFound(f"No subject has the address {slug}; the list of subjects has a search of the page")
    name = found["subject"]
    types = await reads.select(
        datasette,
        """select claim_type, count(*) as claims from claims_flat where subject = :subject
        group by 1 order by 2 desc""",
        subject=name,
    )
    by_type = {
        row["claim_type"]: await reads.newest_claims(
            datasette,
            _PER_TYPE,
            "subject = :subject and claim_type = :claim_type",
            subject=name,
            claim_type=row["claim_type"],
        )
        for row in types
    }
    return await _page(
        datasette,
        request,
        "subject.html",
        subject=found,
        types=types,
        by_type=by_type,
        charts=_subject_charts(datasette, await reads.timelines_of(datasette, name)),
        shares=_share_panels(datasette, await reads.shares(datasette, "subject = :subject", subject=name)),
        conflicts=await reads.newest_conflicts(datasette, 6, where="subject = :subject", subject=name),
        aliases=await reads.select(
            datasette, "select alias from subject_aliases where subject = :subject limit 40", subject=name
        ),
        related=await reads.select(
            datasette,
            """select subject, claims from subjects where subject <> :subject
            and ((maker <> '' and maker in (:subject, :maker)) or (family <> '' and family = :family))
            order by claims desc limit 12""",
            subject=name,
            maker=found["maker"],
            family=found["family"],
        ),
    )


def _subject_charts(datasette: Datasette, timelines: Mapping[tuple[str, str, str], Sequence[Row]]) -> list[Chart]:
    """A timeline for every type, aspect and unit with at least two reported values; shares have their own
    panels.
    """
    drawn = []
    for number, ((claim_type, aspect, unit), rows) in enumerate(timelines.items()):
        dots = _dots(datasette, rows)
        if claim_type == "market_share" or len({dot.value for dot in dots}) < 2:
            continue
        heading = TYPE_NAMES.get(claim_type, claim_type) + (f", {aspect.replace('_', ' ')}" if aspect else "")
        heading += f" ({unit_words(unit)})" if unit else ""
        dated = claim_type in ("release_date", "retirement_date")
        drawn.append(Chart(heading, charts.timeline(heading, dots, dated=dated, identifier=f"chart{number}"), rows))
    return sorted(drawn, key=lambda chart: len(chart.rows), reverse=True)[:4]


def _share_panels(datasette: Datasette, markets: Mapping[str, Mapping[str, Sequence[Row]]]) -> list[Chart]:
    """Small multiples: one panel per market, one row per subject."""
    panels = []
    for number, (market, by_subject) in enumerate(markets.items()):
        rows = [(name, _dots(datasette, found)) for name, found in list(by_subject.items())[:8]]
        rows = [(name, dots) for name, dots in rows if dots]
        if rows:
            heading = market or "Market not named"
            drawing = charts.strips(f"Market share, {heading}", rows, identifier=f"share{number}")
            panels.append(Chart(heading, drawing, [row for found in by_subject.values() for row in found]))
    return panels


def _dots(datasette: Datasette, rows: Sequence[Row]) -> list[charts.Dot]:
    made = (charts.dot_of(row, datasette.urls.row(NAME, "claims_flat", row["claim_id"])) for row in rows)
    return [dot for dot in made if dot is not None]


async def claim_type(datasette: Datasette, request: Request) -> Response:
    """One of the eighteen types: what it is, who it is reported of, the newest claims."""
    name = request.url_vars["name"]
    if name not in CLAIM_TYPES:
        raise NotFound(f"There is no claim type {name}; the page Data lists the eighteen types")
    return await _page(
        datasette,
        request,
        "type.html",
        claim_type=name,
        found=await reads.one(datasette, "select * from claim_types where claim_type = :name", name=name),
        subjects=await reads.select(
            datasette,
            """select subject, sum(claims) as claims from subject_counts where claim_type = :name
            group by 1 order by 2 desc, 1 limit 15""",
            name=name,
        ),
        claims=await reads.newest_claims(datasette, 12, "claim_type = :name", name=name),
        conflicts=await reads.newest_conflicts(datasette, 4, where="claim_type = :name", name=name),
        shares=_share_panels(datasette, await reads.shares(datasette)) if name == "market_share" else [],
    )


async def sources(datasette: Datasette, request: Request) -> Response:
    """Every source with its freshness and health."""
    rows = await reads.select(datasette, "select * from sources order by language, name")
    crawl = await reads.one(datasette, "select * from crawls order by crawl_id desc limit 1")
    return await _page(datasette, request, "sources.html", sources=reads.grouped(rows, "language"), crawl=crawl)


async def source(datasette: Datasette, request: Request) -> Response:
    """One source: what it is, its newest articles and claims."""
    identifier = request.url_vars["identifier"]
    found = await reads.one(datasette, "select * from sources where source = :id", id=identifier)
    if found is None:
        raise NotFound(f"There is no source {identifier}; the page Sources lists them all")
    return await _page(
        datasette,
        request,
        "source.html",
        source=found,
        articles=await reads.select(
            datasette,
            "select * from articles_flat where source = :id order by published desc limit 25",
            id=identifier,
        ),
        claims=await reads.newest_claims(datasette, 8, "source = :id", id=identifier),
    )


async def article(datasette: Datasette, request: Request) -> Response:
    """One article: its claims in their context, its captures, its copies, what edits changed."""
    identifier = request.url_vars["identifier"]
    found = await reads.one(datasette, "select * from articles_flat where article_id = :id", id=identifier)
    if found is None:
        raise NotFound(f"There is no article {identifier} in this snapshot")
    return await _page(
        datasette,
        request,
        "article.html",
        article=found,
        claims=await reads.select(
            datasette,
            """select * from claims_flat where article_id = :id
            order by gone_at is not null, value_start limit 200""",
            id=identifier,
        ),
        captures=await reads.select(
            datasette,
            "select * from captures where article_id = :id order by fetched_at limit 50",
            id=identifier,
        ),
        copies=await reads.select(
            datasette,
            """select * from articles_flat where cluster = :cluster and article_id <> :id
            order by published limit 50""",
            cluster=found["cluster"],
            id=identifier,
        ),
        changes=await reads.select(
            datasette,
            "select * from claim_changes where article_url = :url order by changed_at desc limit 50",
            url=found["article_url"],
        ),
    )


async def disagreements(datasette: Datasette, request: Request) -> Response:
    """Questions with more than one reported answer, the latest reported on first."""
    number = _page_number(request)
    rows = await reads.newest_conflicts(datasette, *_limits(number).values())
    return await _page(
        datasette,
        request,
        "disagreements.html",
        conflicts=rows[:_PAGE],
        **_position(number, rows),
        total=(await reads.select(datasette, "select count(*) as n from conflicts"))[0]["n"],
    )


async def disagreement(datasette: Datasette, request: Request) -> Response:
    """One question with every answer side by side, in the order in which they were first given."""
    slug = request.url_vars["slug"]
    found = await reads.one(datasette, "select * from agreement where slug = :slug", slug=slug)
    if found is None:
        raise NotFound(f"No question has the address {slug} in this snapshot")
    claims = await reads.claims_of_question(datasette, found["agreement_id"])
    return await _page(datasette, request, "disagreement.html", question=reads.with_values(found), claims=claims)


async def changes(datasette: Datasette, request: Request) -> Response:
    """What edits did to claims, newest first, and what the last snapshot brought."""
    number = _page_number(request)
    kind = request.args.get("change") or ""
    rows = await reads.select(
        datasette,
        """select h.*, c.article_id from claim_changes h
        left join claims_flat c on c.claim_id = coalesce(h.new_claim_id, h.old_claim_id)
        where :kind in ('', h.change) order by h.changed_at desc limit :size offset :offset""",
        kind=kind,
        **_limits(number),
    )
    kinds = await reads.select(datasette, "select change, count(*) as n from claim_changes group by 1 order by 2 desc")
    return await _page(
        datasette,
        request,
        "changes.html",
        changes=rows[:_PAGE],
        kinds=kinds,
        kind=kind,
        **_position(number, rows),
    )


async def expectations(datasette: Datasette, request: Request) -> Response:
    """What was announced or rumoured and what came of it, as reported."""
    number = _page_number(request)
    outcome = request.args.get("outcome") or ""
    rows = await reads.select(
        datasette,
        """select * from expectations where :outcome in ('', outcome)
        order by reported desc, claim_id limit :size offset :offset""",
        outcome=outcome,
        **_limits(number),
    )
    kinds = await reads.select(datasette, "select outcome, count(*) as n from expectations group by 1 order by 2 desc")
    return await _page(
        datasette,
        request,
        "expectations.html",
        expectations=rows[:_PAGE],
        kinds=kinds,
        outcome=outcome,
        **_position(number, rows),
    )


async def data(datasette: Datasette, request: Request) -> Response:
    """Downloads, feeds and the data dictionary, which is made of the descriptions in metadata.yml."""
    tables = datasette.metadata("tables", database=NAME) or {}
    return await _page(
        datasette,
        request,
        "data.html",
        tables={name: tables.get(name, {}) for name in described() if not tables.get(name, {}).get("hidden")},
        types=await reads.select(datasette, "select * from claim_types order by claims desc, claim_type"),
    )


async def about(datasette: Datasette, request: Request) -> Response:
    """What a claim is, how claims are made, what is missed, how to correct."""
    return await _page(datasette, request, "about.html", quality=measured(), types=CLAIM_TYPES)


async def claim(datasette: Datasette, request: Request) -> Response:
    """The lasting address of a claim: its row, or why it is no longer there."""
    identifier = request.url_vars["identifier"]
    if await reads.one(datasette, "select 1 from claims_flat where claim_id = :id", id=identifier):
        return Response.redirect(datasette.urls.row(NAME, "claims_flat", identifier))
    retired = await reads.one(datasette, "select * from retired_claims where claim_id = :id", id=identifier)
    correction = await reads.one(datasette, "select * from corrections_flat where claim_id = :id", id=identifier)
    if retired is None and correction is None:
        raise NotFound(f"There is no claim {identifier} in this snapshot")
    response = await _page(datasette, request, "retired.html", retired=retired, correction=correction)
    response.status = 410
    return response


async def health(datasette: Datasette) -> Response:
    """For monitors: 200 with the version while the snapshot can be read, 503 otherwise."""
    database = datasette.get_database(NAME)
    try:
        await database.execute("select 1 from claims_flat limit 1")
    except Exception as error:
        return Response.json({"ok": False, "error": type(error).__name__}, status=503)
    snapshot = database.snapshot
    return Response.json(
        {
            "ok": True,
            "version": snapshot.version,
            "published_at": snapshot.published_at,
            "claims": snapshot.tables["claims_flat"],
        },
        headers={"cache-control": "no-store"},
    )


async def robots(datasette: Datasette) -> Response:
    """Let readers' pages be indexed; keep crawlers out of the endless ways of filtering and exporting."""
    path = datasette.urls.path
    lines = [
        "User-agent: *",
        f"Disallow: {path('/-/')}",
        f"Disallow: {path(f'/{NAME}?')}",
        f"Disallow: {path(f'/{NAME}.')}",
        f"Disallow: {path(f'/{NAME}/')}*?",
        f"Disallow: {path('/download/')}",
        f"Allow: {path('/')}",
    ]
    return Response.text("\n".join(lines) + "\n", headers={"cache-control": "public, max-age=86400"})


def _today(datasette: Datasette) -> date:
    """The day of the snapshot: what is "new" or "to come" is told from there, so that a page does not depend
    on the clock.
    """
    return date.fromisoformat(_snapshot_database(datasette).snapshot.published_at[:10])


def _snapshot_database(datasette: Datasette) -> SnapshotDatabase:
    database: SnapshotDatabase = datasette.get_database(NAME)
    return database


def _page_number(request: Request) -> int:
    text = request.args.get("page") or "1"
    return max(1, min(int(text), 10_000)) if text.isdecimal() and len(text) < 8 else 1


def _limits(number: int) -> dict[str, int]:
    """Which rows of a list its page `number` reads: its own, and one more that tells whether there is a next page."""
    return {"size": _PAGE + 1, "offset": (number - 1) * _PAGE}


def _position(number: int, rows: Sequence[Row]) -> dict[str, Any]:
    """What the template of a list is told of where its page stands; `rows` were read within `_limits`."""
    return {"number": number, "more": len(rows) > _PAGE}


async def _page(datasette: Datasette, request: Request, template: str, **context: Any) -> Response:
    def this_page(**changed: Any) -> str:
        pairs = {key: request.args.get(key) for key in request.args} | changed
        query = urlencode({key: value for key, value in pairs.items() if value not in (None, "")})
        return f"{request.path}?{query}" if query else request.path

    html = await datasette.render_template(template, {**context, "this_page": this_page}, request=request)
    return Response.html(html, headers={"cache-control": "public, max-age=60"})


ROUTES: Final[list[tuple[str, View]]] = [
    (rf"^/(?P<database>{NAME})\.(?P<format>csv)$", query_csv),
    (rf"^/(?P<database>{NAME})/(?P<table>[^/\.]+)\.(?P<format>csv)$", table_csv),
    (r"^/$", home),
    (r"^/subjects$", subjects),
    (r"^/subjects/(?P<slug>[^/]+)$", subject),
    (r"^/types/(?P<name>[a-z_]+)$", claim_type),
    (r"^/sources$", sources),
    (r"^/sources/(?P<identifier>[^/]+)$", source),
    (r"^/articles/(?P<identifier>[a-z0-9]+)$", article),
    (r"^/disagreements$", disagreements),
    (r"^/disagreements/(?P<slug>[^/]+)$", disagreement),
    (r"^/changes$", changes),
    (r"^/expectations$", expectations),
    (r"^/data$", data),
    (r"^/about$", about),
    (r"^/claims/(?P<identifier>[a-z0-9]+)$", claim),
    (r"^/robots\.txt$", robots),
    (r"^/-/health$", health),
    (r"^/download/latest\.json$", latest),
    (r"^/download/(?P<name>[A-Za-z0-9._-]+)$", download),
]
