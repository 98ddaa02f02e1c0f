"""Claims made on pages that are not about AI: each one is false. Mark: fewer than 1 per 20 pages, on 200 pages or more.

    python tests/bench/false_claims.py FOLDER... [--show N]

Each FOLDER holds pages (*.html, *.htm, *.html.gz) of a public article test set, e.g. those of
scrapinghub/article-extraction-benchmark (`html`), adbar/htmldate, adbar/trafilatura, mozilla/readability,
codelucas/newspaper, flairNLP/fundus and GeneralNewsExtractor/GeneralNewsExtractor (`tests`). Pages that are no
articles in one of the languages and further copies of a text are left out.

Which pages are not about AI is told by `_AI` alone, which knows nothing of the extraction: those whose title has
none of these words and whose text has at most one of them. The words were written down before any claim was seen.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

from pipeline.article import Article
from pipeline.capture import Capture
from pipeline.extract import extract
from pipeline.read import read

_AI: Final = re.compile(
    r"\bA\.?I\b\.?|\bGPT|\bL?LLMs?\b|(?i:artificial intelligence|machine learning|deep learning|neural network|chatbot"
    r"|language model|openai|chatgpt|deepmind|anthropic|deepseek|copilot|midjourney|stable diffusion|hugging face)"
    r"|人工智能|人工智慧|机器学习|機器學習|深度学习|深度學習|大模型|语言模型|語言模型|神经网络|神經網絡|聊天机器人|聊天機器人"
    r"|ذكاء اصطناعي|الذكاء الاصطناعي|تعلم الآلة|شات جي بي تي|نموذج لغوي|روبوت الدردشة"
    r"|هوش مصنوعی|هوش\u200cمصنوعی|یادگیری ماشین|یادگیری عمیق|چت\u200c?بات|مدل زبانی|چت جی\u200c?پی\u200c?تی"
)
_PAGES: Final = ("*.html", "*.htm", "*.html.gz")


def is_about_ai(article: Article) -> bool:
    """Whether the title names AI, or the text does more than once."""
    return _AI.search(article.title) is not None or len(_AI.findall(article.text)) > 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--show", type=int, default=40)
    arguments = parser.parse_args()
    paths = sorted({path for folder in arguments.folders for form in _PAGES for path in folder.rglob(form)})
    if not paths:
        sys.exit(f"skipped: no {', '.join(_PAGES)} pages in {', '.join(map(str, arguments.folders))}")
    seen: set[str] = set()
    pages: Counter[tuple[str, str]] = Counter()
    made: Counter[tuple[str, str]] = Counter()
    spent = 0.0
    for path in paths:
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        article = read(Capture(str(path), str(path), "2026-01-01T00:00:00Z", body, "text/html"))
        if not isinstance(article, Article) or article.text in seen:
            continue
        seen.add(article.text)
        start = time.perf_counter()
        claims = extract(article)
        spent += time.perf_counter() - start
        group = "about AI" if is_about_ai(article) else "other"
        for language in (article.language, "all"):
            pages[group, language] += 1
            made[group, language] += len(claims)
        for claim in claims[: arguments.show if group == "other" else min(3, arguments.show)]:
            print(f"{group}: {path.name[:40]} {claim.claim_type} {claim.subject} {claim.value_text!r}: {claim.quote!r}")
    for group, language in sorted(pages):
        count, claims_made = pages[group, language], made[group, language]
        print(f"{group} {language}: {claims_made} claims on {count} pages ({claims_made / count:.3f} a page)")
    print(f"extract: {1000 * spent / max(len(seen), 1):.1f} ms a page")


if __name__ == "__main__":
    main()
