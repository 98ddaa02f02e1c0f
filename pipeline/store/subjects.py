"""What the list of subjects knows of a subject that claims name."""

from __future__ import annotations

from functools import lru_cache

from pipeline.extract.names.subjects import load_subjects


@lru_cache(4096)
def maker_and_family(subject: str) -> tuple[str, str]:
    """Who makes `subject` and which family or product line it belongs to; "" for what is not known.

    >>> maker_and_family("DeepSeek-V3.2-Exp")
    ('DeepSeek', 'DeepSeek-V3')
    """
    for mention in load_subjects().find_subjects(subject, "en", about_ai=True):
        if (mention.start, mention.end) == (0, len(subject)):
            return mention.maker, mention.family
    return "", ""
