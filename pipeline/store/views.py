"""The views of the catalogue, each one select. The publisher makes tables of them in the snapshot, in this
order.

Wherever reports are counted, clusters are counted: articles that are copies of each other are one report.
Nothing here decides who is right.
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
    a.cluster,
    c.article_id, c.value_start, c.value_end, c.reported, c.correction,
    c.extracted_claim_type, c.extracted_subject, c.extracted_subject_type, c.extracted_aspect,
    c.extracted_value, c.extracted_value_max, c.extracted_text_value, c.extracted_unit, c.extracted_bound,
    c.extracted_about_date, c.extracted_status, c.extracted_attributed_to
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

#: One row per claim that counts as a report, with the kind of time it holds for (`span`) and what it says (`answer`).
#: Claims that an edit took away, and dates that could not be read, are left out. `%` and `points` are one unit of
#: benchmark scores, no aspect and `total` are one count of parameters.
REPORTS: Final = """
select c.claim_id, c.subject, c.claim_type,
    case when c.claim_type = 'parameter_count' and c.aspect = 'total' then '' else c.aspect end as aspect,
    case when c.claim_type = 'benchmark_score' then '' else c.unit end as unit,
    c.holds_from, c.holds_to,
    case
        when c.holds_from is null then 'always'
        when c.claim_type = 'revenue' or julianday(c.holds_to) - julianday(c.holds_from) > 31
            then c.holds_from || '/' || c.holds_to
        else 'days'
    end as span,
    case
        when c.claim_type in ('release_date', 'retirement_date') then c.about_date
        when c.text_value is not null then c.text_value
        when c.value_max is not null then printf('%.12g-%.12g', c.value, c.value_max)
        else printf('%.12g', c.value)
    end as answer,
    c.value, c.value_max, c.text_value, c.about_date, c.about_from, c.about_to, c.value_text, c.status,
    c.language, c.reported, c.first_seen, a.source, a.cluster
from claims c
join articles a on a.article_id = c.article_id
where c.rejected = 0 and c.gone_at is null
    and (c.value is not null or c.text_value is not null or c.about_from is not null)
"""

#: One row per claim that counts as a report: which question it answers (`agreement_id`) and with what
#: (`answer`). A question is subject, type, aspect, unit and a time. What does not change with time has none.
#: Otherwise spans of up to 31 days are one time if they overlap, one after another, and longer spans (a
#: quarter, a year; any span of revenue) are the same time only if they are the same days.
AGREEMENT_REPORTS: Final = f"""
with reports as ({REPORTS}), bounded as (
    select *,
        case when span = 'days' then
            max(holds_to) over (
                partition by subject, claim_type, aspect, unit, span
                order by holds_from, holds_to, claim_id rows between unbounded preceding and 1 preceding)
        end as held_to
    from reports where answer is not null
), numbered as (
    select *,
        sum(held_to is null or held_to < holds_from) over (
            partition by subject, claim_type, aspect, unit, span
            order by holds_from, holds_to, claim_id rows unbounded preceding) as period
    from bounded
)
select subject || ' | ' || claim_type || ' | ' || aspect || ' | ' || unit || ' | ' ||
        case span when 'days' then min(holds_from) over (
            partition by subject, claim_type, aspect, unit, span, period) else span end as agreement_id,
    answer, claim_id, subject, claim_type, aspect, unit, holds_from, holds_to, value, value_max, text_value,
    about_date, about_from, about_to, value_text, status, language, reported, first_seen, source, cluster
from numbered
"""

#: One row per question and answer.
AGREEMENT_VALUES: Final = """
with ranked as (
    select *, row_number() over (
            partition by agreement_id, answer order by reported, first_seen, claim_id
        ) as place
    from agreement_reports
)
select agreement_id, answer, subject, claim_type, aspect, unit,
    max(value) as value, max(value_max) as value_max, max(text_value) as text_value,
    case when claim_type in ('release_date', 'retirement_date') then answer end as about_date,
    max(case when place = 1 then value_text end) as value_text,
    count(distinct cluster) as clusters, count(distinct source) as sources,
    group_concat(distinct language) as languages, group_concat(distinct status) as statuses,
    min(reported) as first_reported, max(reported) as last_reported,
    max(case when place = 1 then source end) as first_source,
    max(case when place = 1 then claim_id end) as first_claim_id
from ranked
group by agreement_id, answer
"""

#: One row per question. `differ` tells whether its answers exclude each other: two numbers, or two dates
#: without a common day ("2025-09" and "2025-09-29" do not differ).
AGREEMENT: Final = """
with told as (
    select agreement_id, json_group_array(json_object(
            'value', answer, 'as_written', value_text, 'clusters', clusters, 'sources', sources,
            'languages', languages, 'statuses', statuses, 'first_reported', first_reported,
            'last_reported', last_reported, 'first_source', first_source, 'first_claim_id', first_claim_id
        )) as reported_values
    from (select * from agreement_values order by agreement_id, first_reported, answer)
    group by agreement_id
), counted as (
    select agreement_id, subject, claim_type, aspect, unit,
        min(holds_from) as holds_from, max(holds_to) as holds_to,
        count(distinct answer) as "values",
        count(distinct cluster) as clusters, count(distinct source) as sources,
        count(distinct language) as language_count, group_concat(distinct language) as languages,
        min(reported) as first_reported, max(reported) as last_reported,
        case
            when claim_type in ('release_date', 'retirement_date') then max(about_from) > min(about_to)
            else count(distinct answer) > 1
        end as differ
    from agreement_reports
    group by agreement_id
)
select c.*, t.reported_values from counted c join told t on t.agreement_id = c.agreement_id
"""

CONFLICTS: Final = """
select agreement_id, subject, claim_type, aspect, unit, holds_from, holds_to, "values", clusters, sources,
    language_count, languages, first_reported, last_reported, reported_values
from agreement
where differ = 1
"""

#: What edits did to claims, with both quotes. `change`: appeared, changed (a claim about the same property
#: took its place in the same edit), vanished, or page gone. SQLite is told to begin with the few that changed.
CLAIM_CHANGES: Final = """
with went as (
    select *, row_number() over (
            partition by article_id, gone_at, claim_type, subject, aspect, unit
            order by quote_start, value_start
        ) as place
    from claims indexed by claims_gone_at where gone_at is not null and rejected = 0
), came as (
    select c.*, row_number() over (
            partition by c.article_id, c.first_seen, c.claim_type, c.subject, c.aspect, c.unit
            order by c.quote_start, c.value_start
        ) as place
    from articles a cross join claims c on c.article_id = a.article_id
    where a.edited_at is not null and c.first_seen > a.first_seen and c.rejected = 0
), pairs as (
    select w.claim_id as old_id, n.claim_id as new_id
    from went w join came n on n.article_id = w.article_id and n.first_seen = w.gone_at and n.place = w.place
        and n.claim_type = w.claim_type and n.subject = w.subject and n.aspect = w.aspect and n.unit = w.unit
), changes as (
    select 'changed' as change, old_id, new_id from pairs
    union all
    select 'vanished', claim_id, null from went where claim_id not in (select old_id from pairs)
    union all
    select 'appeared', null, claim_id from came where claim_id not in (select new_id from pairs)
    union all
    select 'page gone', c.claim_id, null
    from articles a cross join claims c on c.article_id = a.article_id
    where a.gone_at is not null and c.gone_at is null and c.rejected = 0
)
select h.change, coalesce(o.gone_at, n.first_seen, a.gone_at) as changed_at,
    coalesce(n.subject, o.subject) as subject, coalesce(n.claim_type, o.claim_type) as claim_type,
    coalesce(n.aspect, o.aspect) as aspect, coalesce(n.unit, o.unit) as unit,
    o.value as old_value, n.value as new_value,
    o.value_text as old_value_text, n.value_text as new_value_text,
    o.about_date as old_about_date, n.about_date as new_about_date,
    o.status as old_status, n.status as new_status,
    o.quote as old_quote, n.quote as new_quote, h.old_id as old_claim_id, h.new_id as new_claim_id,
    coalesce(n.language, o.language) as language, a.source, a.url as article_url, a.title as article_title,
    a.cluster
from changes h
left join claims o on o.claim_id = h.old_id
left join claims n on n.claim_id = h.new_id
join articles a on a.article_id = coalesce(n.article_id, o.article_id)
"""

#: What was planned or rumoured, each with the next report on the same subject and type that says something
#: else. `outcome`: open (none so far), stated, denied, postponed, brought forward, or revised (another plan
#: or rumour). A value that is stated of a time before the planned day is no outcome, unless it is the planned
#: value.
EXPECTATIONS: Final = """
with linked as (
    select e.claim_id, (
        select l.claim_id from claims l indexed by claims_subject_claim_type_reported
        where l.subject = e.subject and l.claim_type = e.claim_type and l.rejected = 0 and l.unit = e.unit
            and (l.aspect = e.aspect or (e.claim_type = 'release_date' and '' in (l.aspect, e.aspect)))
            and l.reported >= e.reported
            and (l.reported > e.reported or (l.article_id = e.article_id and l.quote_start > e.quote_start))
            and (l.status <> e.status or l.value is not e.value or l.value_max is not e.value_max
                or l.text_value is not e.text_value
                or (l.claim_type in ('release_date', 'retirement_date') and l.about_date is not e.about_date))
            and (l.status <> 'stated' or l.claim_type in ('release_date', 'retirement_date')
                or l.value is e.value
                or coalesce(l.about_to, l.reported) >= coalesce(e.about_from, e.reported))
        order by l.reported, l.first_seen, l.quote_start, l.claim_id limit 1
    ) as later_id
    from claims e
    where e.status in ('expected', 'rumoured') and e.rejected = 0
)
select e.subject, e.claim_type, e.aspect, e.unit,
    e.status, e.value, e.value_text, e.about_date, e.reported, e.quote, e.attributed_to, ea.source,
    case
        when l.claim_id is null then 'open'
        when l.status in ('stated', 'denied') then l.status
        when e.claim_type not in ('release_date', 'retirement_date') then 'revised'
        when l.about_from > e.about_to then 'postponed'
        when l.about_to < e.about_from then 'brought forward'
        else 'revised'
    end as outcome,
    l.status as later_status, l.value as later_value, l.value_text as later_value_text,
    l.about_date as later_about_date, l.reported as later_reported, l.quote as later_quote,
    l.attributed_to as later_attributed_to, la.source as later_source,
    e.language, l.language as later_language, ea.cluster, la.cluster as later_cluster,
    e.claim_id, l.claim_id as later_claim_id, ea.url as article_url, la.url as later_article_url
from linked k
join claims e on e.claim_id = k.claim_id
join articles ea on ea.article_id = e.article_id
left join claims l on l.claim_id = k.later_id
left join articles la on la.article_id = l.article_id
order by e.subject, e.claim_type, e.aspect, e.reported, e.claim_id
"""

#: The reported values in time order: by the first day that a claim speaks of, else the day of its report.
TIMELINE: Final = """
select c.subject, c.claim_type, c.aspect, c.unit, coalesce(c.about_from, c.reported) as at,
    c.about_date, c.about_from, c.about_to, c.value, c.value_max, c.text_value, c.bound, c.value_text,
    c.status, c.reported, c.language, a.source, a.cluster, c.claim_id, a.url as article_url,
    coalesce(c.gone_at, a.gone_at) as gone_at
from claims c
join articles a on a.article_id = c.article_id
where c.rejected = 0
order by c.subject, c.claim_type, c.aspect, c.unit, at, c.reported, c.claim_id
"""

#: Every correction with what it met: `state` is applied, retired (rules no longer find the claim) or missing.
CORRECTIONS_FLAT: Final = """
select k.claim_id, k.action, k.fields, k.reason, k.by, k.date,
    case
        when c.claim_id is not null then 'applied'
        when r.claim_id is not null then 'retired'
        else 'missing'
    end as state,
    coalesce(c.subject, r.subject) as subject, coalesce(c.claim_type, r.claim_type) as claim_type,
    coalesce(c.quote, r.quote) as quote, a.url as article_url
from corrections k
left join claims c on c.claim_id = k.claim_id
left join retired_claims r on r.claim_id = k.claim_id
left join articles a on a.article_id = coalesce(c.article_id, r.article_id)
"""

#: The corrections that meet no claim; not a view.
LOST_CORRECTIONS: Final = """
select claim_id from corrections where claim_id not in (select claim_id from claims) order by claim_id
"""

#: view -> its select, in an order in which each uses only earlier ones
VIEWS: Final[dict[str, str]] = {
    "claims_flat": CLAIMS_FLAT,
    "articles_flat": ARTICLES_FLAT,
    "agreement_reports": AGREEMENT_REPORTS,
    "agreement_values": AGREEMENT_VALUES,
    "agreement": AGREEMENT,
    "conflicts": CONFLICTS,
    "claim_changes": CLAIM_CHANGES,
    "expectations": EXPECTATIONS,
    "timeline": TIMELINE,
    "corrections_flat": CORRECTIONS_FLAT,
}
