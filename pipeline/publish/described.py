"""Descriptions that machines read, made from `metadata.yml`: schema.org JSON-LD of the dataset and of a
claim.
"""

from __future__ import annotations

import json
from typing import Any, Final

from datasette.app import Datasette
from markupsafe import Markup

from pipeline.publish.database import NAME
from pipeline.publish.quotes import web_address
from pipeline.publish.snapshot import Snapshot
from pipeline.publish.wording import LANGUAGE_NAMES, Row, value_words

LICENSE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"


def json_ld(value: Any) -> Markup:
    """`value` as JSON that can stand in a script element: nothing in it ends the element or begins a
    comment.
    """
    text = json.dumps(value, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # every character that means something in HTML is escaped above


def dataset_json(datasette: Datasette) -> Markup:
    """schema.org `Dataset` for the snapshot that is served."""
    snapshot: Snapshot = datasette.get_database(NAME).snapshot
    path = datasette.urls.path
    return json_ld(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": datasette.metadata("title") or "Reportedly",
            "description": datasette.metadata("description"),
            "license": LICENSE_URL,
            "version": snapshot.version,
            "dateModified": snapshot.published_at,
            "inLanguage": list(LANGUAGE_NAMES),
            "isAccessibleForFree": True,
            "creator": {"@type": "Organization", "name": "Reportedly"},
            "distribution": [
                {
                    "@type": "DataDownload",
                    "contentUrl": path("/download/reportedly.db"),
                    "encodingFormat": "application/vnd.sqlite3",
                    "contentSize": f"{snapshot.size} B",
                    "sha256": snapshot.sha256,
                },
                *(
                    {
                        "@type": "DataDownload",
                        "contentUrl": path(f"/download/{name}"),
                        "encodingFormat": "text/csv" if name.endswith(".csv") else "application/jsonl",
                        "sha256": file["sha256"],
                    }
                    for name, file in snapshot.files.items()
                    if name.endswith((".csv", ".jsonl"))
                ),
            ],
        }
    )


def claim_json(datasette: Datasette, claim: Row) -> Markup:
    """schema.org `Claim` for one claim: what was said, where and when. No review and no rating: nobody
    checked it.
    """
    appearance = {
        "@type": "Article",
        "headline": claim["article_title"],
        "inLanguage": claim["language"],
        **({"url": claim["article_url"]} if web_address(claim["article_url"]) else {}),
        **({"datePublished": claim["published"]} if claim["published"] else {}),
        "publisher": {"@type": "Organization", "name": claim["source"]},
    }
    return json_ld(
        {
            "@context": "https://schema.org/",
            "@type": "Claim",
            "identifier": claim["claim_id"],
            "url": datasette.urls.path(f"/claims/{claim['claim_id']}"),
            "name": f"{claim['subject']}: {claim['claim_type'].replace('_', ' ')}, {value_words(claim)}",
            "text": claim["quote"],
            "inLanguage": claim["language"],
            "about": {"@type": "Thing", "name": claim["subject"]},
            "appearance": appearance,
            "isPartOf": {"@type": "Dataset", "name": "Reportedly", "license": LICENSE_URL},
        }
    )
