"""Descriptions of the exports for research tools, made from `metadata.yml`: Data Package, Croissant,
CITATION.cff.
"""

from __future__ import annotations

import json
from typing import Any, Final

import yaml

from pipeline.publish.tables import PUBLIC_TABLES, column_type, described
from pipeline.publish.wording import LANGUAGE_NAMES
from pipeline.resources import bundled

LICENSE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
_TABLES: Final = {"claims": "claims_flat", "articles": "articles_flat"}
_PACKAGE_TYPES: Final = {"text": "string", "real": "number", "integer": "integer"}
_CROISSANT_TYPES: Final = {"text": "sc:Text", "real": "sc:Float", "integer": "sc:Integer"}
_MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "db": "application/vnd.sqlite3",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}

Files = dict[str, dict[str, Any]]


def documents(version: str, published_at: str, files: Files) -> dict[str, str]:
    """File name -> text of the descriptions of `files` (name -> size and sha256), which lie beside them."""
    metadata = yaml.safe_load(bundled("metadata.yml").read_text("utf-8"))
    made = {
        "datapackage.json": _data_package(metadata, version, published_at, files),
        "croissant.json": _croissant(metadata, version, published_at, files),
    }
    texts = {name: json.dumps(value, ensure_ascii=False, indent=1) + "\n" for name, value in made.items()}
    return {**texts, "CITATION.cff": _citation(metadata, version, published_at)}


def _stem(name: str) -> tuple[str, str]:
    stem, _, suffix = name.partition(".")
    return stem, suffix


def _data_package(metadata: dict[str, Any], version: str, published_at: str, files: Files) -> dict[str, Any]:
    """Data Package version 2: the CSV files as tables, the rest as files."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "reportedly",
        "title": metadata["title"],
        "description": metadata["description"],
        "version": version,
        "created": published_at,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENSE_URL, "title": metadata["license"]}],
        "resources": [_resource(name, file) for name, file in files.items()],
    }


def _resource(name: str, file: dict[str, Any]) -> dict[str, Any]:
    stem, suffix = _stem(name)
    common: dict[str, Any] = {
        "name": stem if suffix == "csv" else f"{stem}-{suffix}",
        "path": name,
        "format": suffix,
        "mediatype": _MEDIA_TYPES[suffix],
    }
    if suffix != "parquet":  # validators read Parquet by columns and cannot count its bytes
        common |= {"bytes": file["size"], "hash": f"sha256:{file['sha256']}"}
    if stem not in _TABLES:
        return common
    return {**common, "type": "table", "encoding": "utf-8", "schema": _schema(stem)}


def _schema(stem: str) -> dict[str, Any]:
    table = _TABLES[stem]
    schema: dict[str, Any] = {
        "fields": [
            {"name": column, "type": _PACKAGE_TYPES[column_type(column)], "description": text}
            for column, text in described()[table].items()
        ],
        "primaryKey": [next(public.key for public in PUBLIC_TABLES if public.name == table)],
        "missingValues": [""],
    }
    if stem == "claims":
        schema["foreignKeys"] = [
            {"fields": ["article_id"], "reference": {"resource": "articles", "fields": ["article_id"]}}
        ]
    return schema


_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def _croissant(metadata: dict[str, Any], version: str, published_at: str, files: Files) -> dict[str, Any]:
    """Croissant 1.0: the CSV files and a record set for each."""
    tables = [name for name in files if name.endswith(".csv")]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "reportedly",
        "description": metadata["description"],
        "license": LICENSE_URL,
        "url": metadata.get("source_url", "https://example.org/"),
        "version": f"{published_at[:10].replace('-0', '-').replace('-', '.')}",
        "datePublished": published_at[:10],
        "creator": {"@type": "sc:Organization", "name": "Reportedly"},
        "citeAs": f"Reportedly: what the press reports about AI models. Snapshot {version}.",
        "inLanguage": list(LANGUAGE_NAMES),
        "isLiveDataset": True,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": name,
                "name": name,
                "contentUrl": name,
                "encodingFormat": "text/csv",
                "contentSize": f"{files[name]['size']} B",
                "sha256": files[name]["sha256"],
            }
            for name in tables
        ],
        "recordSet": [_record_set(name) for name in tables],
    }


def _record_set(name: str) -> dict[str, Any]:
    stem, _ = _stem(name)
    return {
        "@type": "cr:RecordSet",
        "@id": stem,
        "name": stem,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{stem}/{column}",
                "name": column,
                "description": text,
                "dataType": _CROISSANT_TYPES[column_type(column)],
                "source": {"fileObject": {"@id": name}, "extract": {"column": column}},
            }
            for column, text in described()[_TABLES[stem]].items()
        ],
    }


def _citation(metadata: dict[str, Any], version: str, published_at: str) -> str:
    return yaml.safe_dump(
        {
            "cff-version": "1.2.0",
            "message": "If you use these data, please cite them with the version of the snapshot.",
            "type": "dataset",
            "title": f"{metadata['title']}: what the press reports about AI models",
            "abstract": metadata["description"],
            "authors": [{"name": "The Reportedly contributors"}],
            "version": version,
            "date-released": published_at[:10],
            "license": "CC-BY-4.0",
            "keywords": ["artificial intelligence", "claims", "news", "Arabic", "Chinese", "Persian"],
        },
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
