"""The tables of the working database and their indexes. Views are in `views`.

Times are ISO 8601 in UTC, dates ISO; offsets count code points of the stored text; hashes are lower-case hex.
A capture points into the archive by file, offset and length; its body lies there and not in the database.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

from pipeline.claim import CLAIM_TYPES
from pipeline.store.rows import CORRECTABLE
from pipeline.store.views import VIEWS

#: Raised when a table changes in a way that older code cannot read.
VERSION: Final = 1

_REAL: Final = frozenset({"value", "value_max"})

_CLAIM_COLUMNS: Final = """
    claim_type text not null references claim_types,
    subject text not null,
    subject_type text not null,
    aspect text not null,
    value real,
    value_max real,
    text_value text,
    unit text not null,
    bound text not null,
    value_text text not null,
    value_start integer not null,
    value_end integer not null,
    quote text not null,
    quote_start integer not null,
    quote_end integer not null,
    about_date text,
    about_from text,
    about_to text,
    about_text text not null,
    calendar text not null,
    status text not null,
    status_cue text not null,
    attributed_to text,
    language text not null,
    rule text not null,
    extractor text not null,
    capture_id integer not null references captures,
    reported text not null,
    holds_from text,
    holds_to text,
    first_seen text not null,
    last_seen text,
    gone_at text"""

TABLES: Final[dict[str, str]] = {
    "sources": """
    source text primary key,
    name text not null,
    home text not null default '',
    language text not null default '',
    country text not null default '',
    kind text not null default ''""",
    "claim_types": """
    claim_type text primary key,
    description text not null""",
    "subjects": """
    subject text primary key,
    subject_type text not null,
    maker text not null default '',
    family text not null default ''""",
    "clusters": """
    cluster text primary key,
    merged_into text references clusters,
    first_seen text not null""",
    "articles": """
    article_id text primary key,
    url text not null unique,
    title text not null,
    language text not null,
    script text not null,
    author text not null,
    site_name text not null,
    published text,
    published_basis text not null,
    published_text text not null,
    modified text,
    source text not null references sources,
    cluster text not null references clusters,
    capture_id integer not null references captures,
    first_seen text not null,
    last_seen text not null,
    edited_at text,
    gone_at text""",
    "captures": """
    capture_id integer primary key,
    article_id text,
    requested_url text not null,
    fetched_url text not null,
    fetched_at text not null,
    source text not null,
    content_type text not null,
    encoding text not null,
    feed_date text not null,
    warc_file text,
    warc_offset integer,
    warc_length integer,
    digest text,
    body_sha256 text not null,
    text_sha256 text,
    reason text not null,
    detail text not null,
    extractor text not null,
    unique (fetched_url, fetched_at, body_sha256)""",
    "texts": """
    text_sha256 text primary key,
    text text not null""",
    "claims": f"""
    claim_id text primary key,
    article_id text not null references articles,{_CLAIM_COLUMNS},
    rejected integer not null default 0,
    correction text,
    """
    + ",\n    ".join(f"extracted_{field} {'real' if field in _REAL else 'text'}" for field in CORRECTABLE),
    "retired_claims": """
    claim_id text primary key,
    article_id text not null,"""
    + _CLAIM_COLUMNS.replace(" references captures", "").replace(" references claim_types", "")
    + """,
    retired_at text not null,
    retired_by text not null,
    reason text not null""",
    "corrections": """
    claim_id text primary key,
    action text not null,
    fields text not null,
    reason text not null,
    by text not null,
    date text not null""",
    "copy_members": """
    member integer primary key,
    article_id text not null unique references articles,
    fingerprint blob not null""",
    "copy_keys": """
    key integer not null,
    member integer not null references copy_members,
    primary key (key, member)""",
}

#: table -> columns of each index: those that the catalogue itself needs; people query the snapshot, which has its own
INDEXES: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "articles": (
        ("source", "published"),
        ("published",),
        ("language",),
        ("cluster",),
        ("gone_at",),
        ("edited_at",),
    ),
    "captures": (
        ("article_id", "fetched_at"),
        ("fetched_url", "fetched_at"),
        ("requested_url",),
        ("warc_file", "warc_offset"),
    ),
    "claims": (
        ("article_id",),
        ("capture_id",),
        ("subject", "claim_type", "reported"),
        ("status",),
        ("gone_at",),
    ),
    "retired_claims": (("article_id",),),
}

_WITHOUT_ROWID: Final = frozenset({"copy_keys"})


def create(db: Database) -> None:
    """Make what is missing in `db`: tables, indexes, claim types and views. Safe to repeat.

    Raises ValueError if a newer version of reportedly made the database.
    """
    version = db.conn.execute("pragma user_version").fetchone()[0]
    if version > VERSION:
        raise ValueError(f"was made by a newer version of reportedly (layout {version}, this one knows {VERSION})")
    for table, columns in TABLES.items():
        tail = " without rowid" if table in _WITHOUT_ROWID else ""
        db.conn.execute(f"create table if not exists {table} ({columns}\n){tail}")
    for table, indexes in INDEXES.items():
        for columns_of in indexes:
            name = f"{table}_{'_'.join(columns_of)}"
            db.conn.execute(f"create index if not exists {name} on {table} ({', '.join(columns_of)})")
    db.conn.executemany(
        "insert into claim_types values (?, ?) on conflict do update set description = excluded.description",
        CLAIM_TYPES.items(),
    )
    for view, select in VIEWS.items():
        db.create_view(view, select, replace=True)
    db.conn.execute(f"pragma user_version = {VERSION}")
