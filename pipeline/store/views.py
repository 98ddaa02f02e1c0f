"""The views of the catalogue, each one select. The publisher makes tables of them in the snapshot.

Wherever reports are counted, clusters are counted: articles that are copies of each other are one report.
"""

from __future__ import annotations

from typing import Final

CLAIMS_FLAT: Final = """
select
    c.claim_id, c.claim_type, c.subject, c.subject_type, c.aspect,
    c.value, c.value_max, c.text_value, c.unit, c.bound,
    c.value_text, c.quote, c.quote_start, c.quote_end,
    c.about_date, c.about_from, c.about_to, c.about_text, c.calendar,
    c.status, c.status_cue, c.attributed_to,
    c.language, a.url as article_url, a.title as article_title, a.source, a.published, a.published_basis,
    p.fetched_url, p.fetched_at, p.text_sha256, c.extractor, c.rule,
    c.first_seen, coalesce(c.last_seen, a.last_seen) as last_seen, coalesce(c.gone_at, a.gone_at) as gone_at,
    a.cluster, c.article_id, c.value_start, c.value_end, c.reported, c.correction
from claims c
join articles a on a.article_id = c.article_id
join captures p on p.capture_id = c.capture_id
where c.rejected = 0
"""

ARTICLES_FLAT: Final = """
select
    a.article_id, a.url as article_url, p.fetched_url, a.title, a.language, a.published, a.published_basis,
    a.source, p.fetched_at, a.cluster,
    (select count(*) from claims c where c.article_id = a.article_id and c.rejected = 0) as claims,
    a.author, a.site_name, a.first_seen, a.last_seen, a.edited_at, a.gone_at
from articles a
join captures p on p.capture_id = a.capture_id
"""

#: view -> its select, in an order in which each uses only earlier ones
VIEWS: Final[dict[str, str]] = {
    "claims_flat": CLAIMS_FLAT,
    "articles_flat": ARTICLES_FLAT,
}
