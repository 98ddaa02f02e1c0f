"""A small working database in four languages, made through the store's own door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.article import Article, Block, Language
from pipeline.capture import Capture
from pipeline.claim import Claim
from pipeline.store.catalogue import Catalogue

FETCHED = "2025-11-20T06:00:00Z"


@dataclass(frozen=True)
class Said:
    """One claim to be: the value's words, its type and subject, and what differs from a plain statement."""

    words: str
    claim_type: str
    subject: str
    fields: dict[str, Any] = field(default_factory=dict)


def said(words: str, claim_type: str, subject: str, **fields: Any) -> Said:
    return Said(words, claim_type, subject, fields)


@dataclass(frozen=True)
class Page:
    """An article: its sentences, each with the claims in it."""

    url: str
    source: str
    language: Language
    published: str | None
    title: str
    sentences: Sequence[tuple[str, Sequence[Said]]]
    basis: str = "jsonld"


def store(catalogue: Catalogue, page: Page, fetched_at: str = FETCHED) -> str:
    """Store `page` as if it had been fetched at `fetched_at`; gives its article_id."""
    texts = [page.title, *(sentence for sentence, _ in page.sentences)]
    blocks, claims, start = [], [], 0
    for index, text in enumerate(texts):
        blocks.append(Block("title" if index == 0 else "paragraph", text, start, page.language))
        if index:
            claims += [_claim(item, text, start) for item in page.sentences[index - 1][1]]
        start += len(text) + 1
    article = Article(
        page.url,
        page.url,
        fetched_at,
        page.title,
        page.language,
        tuple(blocks),
        published=page.published,
        published_basis=page.basis if page.published else "none",
        author="Somebody Private",
    )
    body = "\n".join(texts).encode("utf-8", "replace")
    outcome = catalogue.store_article(
        article, claims, Capture(page.url, page.url, fetched_at, body, "text/html", page.source)
    )
    assert outcome.article_id
    return outcome.article_id


def _claim(item: Said, quote: str, start: int) -> Claim:
    place = quote.index(item.words)
    fields: dict[str, Any] = {
        "subject_type": "model",
        "aspect": "",
        "value": None,
        "value_max": None,
        "text_value": None,
        "unit": "",
        "bound": "exact",
        "about_date": None,
        "about_text": "",
        "calendar": "gregorian",
        "status": "stated",
        "status_cue": "",
        "attributed_to": None,
        **item.fields,
    }
    return Claim(
        claim_type=item.claim_type,
        subject=item.subject,
        value_text=item.words,
        value_start=start + place,
        value_end=start + place + len(item.words),
        quote=quote,
        quote_start=start,
        quote_end=start + len(quote),
        rule=f"sample.{item.claim_type}",
        **fields,
    )


TOKENS = "USD/1M_tokens"
V32 = "DeepSeek-V3.2-Exp"

SOURCES = [
    {
        "id": "negah",
        "name": "نگاه فناوری",
        "home": "https://negah.example/",
        "language": "fa",
        "country": "IR",
        "kind": "news",
    },
    {
        "id": "sada",
        "name": "صدى التقنية",
        "home": "https://sada.example/",
        "language": "ar",
        "country": "EG",
        "kind": "news",
    },
    {
        "id": "keji",
        "name": "科技日志",
        "home": "https://keji.example/",
        "language": "zh",
        "country": "CN",
        "kind": "portal",
    },
    {
        "id": "luntan",
        "name": "模型论坛",
        "home": "https://luntan.example/",
        "language": "zh",
        "country": "TW",
        "kind": "forum",
    },
    {
        "id": "dispatch",
        "name": "Model Dispatch",
        "home": "https://dispatch.example/",
        "language": "en",
        "country": "GB",
        "kind": "news",
    },
    {
        "id": "ledger",
        "name": "The Compute Ledger",
        "home": "https://ledger.example/",
        "language": "en",
        "country": "US",
        "kind": "blog",
    },
]

PAGES = [
    Page(
        "https://negah.example/deepseek-v32",
        "negah",
        "fa",
        "2025-09-30",
        "دیپ‌سیک مدل تازه‌اش را ارزان‌تر عرضه کرد",
        [
            (
                "قیمت هر یک میلیون توکن ورودی در این نسخه ۰٫۲۸ دلار و خروجی ۰٫۴۲ دلار اعلام شده است.",
                [
                    said("۰٫۲۸ دلار", "price", V32, value=0.28, unit=TOKENS, aspect="input"),
                    said("۰٫۴۲ دلار", "price", V32, value=0.42, unit=TOKENS, aspect="output"),
                ],
            ),
            (
                "با این حال جدول پایانی همان مقاله هزینه‌ی خروجی را برای یک میلیون توکن ۳ دلار نشان می‌دهد.",
                [said("۳ دلار", "price", V32, value=3.0, unit=TOKENS, aspect="output")],
            ),
            (
                "شرکت روز دوشنبه، ۷ مهر ۱۴۰۴، آن را منتشر کرد.",
                [
                    said(
                        "۷ مهر ۱۴۰۴",
                        "release_date",
                        V32,
                        about_date="2025-09-29",
                        about_text="۷ مهر ۱۴۰۴",
                        calendar="jalali",
                        aspect="release",
                    )
                ],
            ),
        ],
        basis="jalali",
    ),
    Page(
        "https://sada.example/deepseek-price",
        "sada",
        "ar",
        "2025-10-01",
        "ديب سيك تخفض أسعار واجهة البرمجة إلى النصف",
        [
            (
                "خفضت شركة ديب سيك أسعار الواجهة البرمجية بأكثر من 50% ابتداءً من 29 سبتمبر 2025.",
                [
                    said(
                        "50%",
                        "price_change",
                        V32,
                        value=-50.0,
                        unit="%",
                        bound="at_least",
                        about_date="2025-09-29",
                        about_text="29 سبتمبر 2025",
                    )
                ],
            ),
            (
                "ويبلغ سعر المخرجات 0.42 دولار لكل مليون رمز وفقاً للشركة.",
                [
                    said(
                        "0.42 دولار",
                        "price",
                        V32,
                        value=0.42,
                        unit=TOKENS,
                        aspect="output",
                        attributed_to="company",
                    )
                ],
            ),
        ],
    ),
    Page(
        "https://keji.example/v32",
        "keji",
        "zh",
        "2025-09-29",
        "深度求索发布新模型，API 大幅降价",
        [
            (
                "深度求索今日宣布 API 价格下调 50% 以上，输出价格为每百万 tokens 3 元。",
                [
                    said("50%", "price_change", V32, value=-50.0, unit="%", bound="at_least"),
                    said("3 元", "price", V32, value=3.0, unit="CNY/1M_tokens", aspect="output"),
                ],
            ),
            (
                "模型总参数为 6710 亿，激活参数 370 亿，上下文窗口 128K。",
                [
                    said("6710 亿", "parameter_count", V32, value=671e9, unit="parameters", aspect="total"),
                    said("370 亿", "parameter_count", V32, value=37e9, unit="parameters", aspect="active"),
                    said("128K", "context_length", V32, value=128000.0, unit="tokens"),
                ],
            ),
            (
                "MMLU-Pro | 85.0 | AIME 2025 | 89.3",
                [
                    said("85.0", "benchmark_score", V32, value=85.0, unit="points", aspect="MMLU-Pro"),
                    said("89.3", "benchmark_score", V32, value=89.3, unit="points", aspect="AIME 2025"),
                ],
            ),
        ],
    ),
    Page(
        "https://luntan.example/thread-118-1-1.html",
        "luntan",
        "zh",
        "2025-10-02",
        "深度求索這次降價有多狠？",
        [
            (
                "樓主實測：輸出價格每百萬 tokens 只要 0.42 美元，價格比上一代便宜一半。",
                [said("0.42 美元", "price", V32, value=0.42, unit=TOKENS, aspect="output")],
            ),
        ],
        basis="relative",
    ),
    Page(
        "https://dispatch.example/2025/09/deepseek-halves-prices",
        "dispatch",
        "en",
        "2025-09-29T16:20:00+00:00",
        "DeepSeek halves its API prices",
        [
            (
                "DeepSeek said output tokens now cost $0.42 per million, down from $1.68.",
                [
                    said(
                        "$0.42",
                        "price",
                        V32,
                        value=0.42,
                        unit=TOKENS,
                        aspect="output",
                        about_date="2025-09-29",
                        about_text="now",
                        attributed_to="DeepSeek",
                    ),
                    said("$1.68", "price", V32, value=1.68, unit=TOKENS, aspect="output"),
                ],
            ),
            (
                "The weights are out under the MIT licence.",
                [said("MIT", "license", V32, text_value="MIT")],
            ),
        ],
    ),
    Page(
        "https://ledger.example/copy-of-deepseek",
        "ledger",
        "en",
        "2025-09-30",
        "DeepSeek halves its API prices (syndicated)",
        [
            (
                "DeepSeek said output tokens now cost $0.42 per million, down from $1.68.",
                [
                    said(
                        "$0.42",
                        "price",
                        V32,
                        value=0.42,
                        unit=TOKENS,
                        aspect="output",
                        attributed_to="DeepSeek",
                    )
                ],
            ),
        ],
    ),
    Page(
        "https://ledger.example/market",
        "ledger",
        "en",
        "2025-10-20",
        "Who serves the tokens: a long look at the shares of open models, market by market and month by month",
        [
            (
                "DeepSeek holds about 35% of open-model traffic in China, and 4% in the United States.",
                [
                    said(
                        "35%",
                        "market_share",
                        "DeepSeek",
                        value=35.0,
                        unit="%",
                        aspect="China",
                        bound="about",
                        subject_type="company",
                        about_date="2025-Q3",
                        about_text="third quarter",
                    ),
                    said(
                        "4%",
                        "market_share",
                        "DeepSeek",
                        value=4.0,
                        unit="%",
                        aspect="United States",
                        subject_type="company",
                        about_date="2025-Q3",
                        about_text="third quarter",
                    ),
                ],
            ),
            (
                "Its share in Belarus is said to be 56 percent, according to Microsoft.",
                [
                    said(
                        "56 percent",
                        "market_share",
                        "DeepSeek",
                        value=56.0,
                        unit="%",
                        aspect="Belarus",
                        subject_type="company",
                        attributed_to="Microsoft",
                    ),
                ],
            ),
        ],
    ),
    Page(
        "https://keji.example/share",
        "keji",
        "zh",
        "2025-10-25",
        "三季度大模型市场份额出炉",
        [
            (
                "报告显示，深度求索第三季度在中国市场的份额为 32%。",
                [
                    said(
                        "32%",
                        "market_share",
                        "DeepSeek",
                        value=32.0,
                        unit="%",
                        aspect="China",
                        subject_type="company",
                        about_date="2025-Q3",
                        about_text="第三季度",
                    )
                ],
            ),
        ],
    ),
    Page(
        "https://dispatch.example/2025/11/next-models",
        "dispatch",
        "en",
        "2025-11-18",
        "What ships before the year is out",
        [
            (
                "Moonshot AI plans to release Kimi K3 in mid-December, people familiar with the matter said.",
                [
                    said(
                        "mid-December",
                        "release_date",
                        "Kimi K3",
                        about_date="2025-12-11/2025-12-20",
                        about_text="mid-December",
                        status="rumoured",
                        status_cue="people familiar with the matter",
                        aspect="release",
                    )
                ],
            ),
            (
                "OpenAI will retire GPT-4o from its API on 16 February 2026.",
                [
                    said(
                        "16 February 2026",
                        "retirement_date",
                        "GPT-4o",
                        about_date="2026-02-16",
                        about_text="16 February 2026",
                        status="expected",
                        status_cue="will",
                    )
                ],
            ),
            (
                "Anthropic denied that Claude Opus 5 would cost $90 per million output tokens.",
                [
                    said(
                        "$90",
                        "price",
                        "Claude Opus 5",
                        value=90.0,
                        unit=TOKENS,
                        aspect="output",
                        status="denied",
                        status_cue="denied",
                    )
                ],
            ),
        ],
    ),
    Page(
        "https://sada.example/kimi",
        "sada",
        "ar",
        "2025-11-19",
        "نموذج كيمي القادم",
        [
            (
                "من المتوقع إطلاق Kimi K3 في 15 ديسمبر 2025، وجمعت الشركة تمويلاً قدره 700 مليون دولار.",
                [
                    said(
                        "15 ديسمبر 2025",
                        "release_date",
                        "Kimi K3",
                        about_date="2025-12-15",
                        about_text="15 ديسمبر 2025",
                        status="expected",
                        status_cue="من المتوقع",
                        aspect="release",
                    ),
                    said(
                        "700 مليون دولار",
                        "funding",
                        "Moonshot AI",
                        value=7e8,
                        unit="USD",
                        subject_type="company",
                    ),
                ],
            ),
        ],
    ),
    Page(
        "https://negah.example/chatgpt-users",
        "negah",
        "fa",
        "2025-10-07",
        "شمار کاربران چت‌جی‌پی‌تی",
        [
            (
                "سم آلتمن گفت چت‌جی‌پی‌تی هر هفته ۸۰۰ میلیون کاربر فعال دارد.",
                [
                    said(
                        "۸۰۰ میلیون کاربر",
                        "user_count",
                        "ChatGPT",
                        value=8e8,
                        unit="users",
                        aspect="weekly",
                        subject_type="product",
                        attributed_to="Sam Altman",
                    )
                ],
            ),
            (
                "اشتراک پلاس ماهانه ۲۰ دلار قیمت دارد.",
                [
                    said(
                        "۲۰ دلار",
                        "price",
                        "ChatGPT",
                        value=20.0,
                        unit="USD/month",
                        aspect="Plus",
                        subject_type="product",
                    )
                ],
            ),
        ],
        basis="jalali",
    ),
    Page(
        "https://luntan.example/thread-120-1-1.html",
        "luntan",
        "zh",
        None,
        "通义千问上架第一天",
        [
            (
                "通义千问 App 上线首日登上 App Store 免费榜第三名，下载量超过 1000 万次。",
                [
                    said(
                        "第三名",
                        "ranking",
                        "Qwen",
                        value=3.0,
                        unit="rank",
                        aspect="App Store free chart",
                        subject_type="product",
                    ),
                    said(
                        "1000 万次",
                        "download_count",
                        "Qwen",
                        value=1e7,
                        unit="downloads",
                        bound="at_least",
                        subject_type="product",
                    ),
                ],
            ),
        ],
    ),
]


def working_database(path: Path) -> Path:
    """Make the sample's working database at `path`: the pages above, one edited a day later, one gone."""
    with Catalogue.open(path) as catalogue:
        catalogue.db.conn.executemany(
            "insert into sources (source, name, home, language, country, kind) "
            "values (:id, :name, :home, :language, :country, :kind)",
            SOURCES,
        )
        for page in PAGES:
            store(catalogue, page)
        edited = PAGES[6]
        sentences = [
            (
                edited.sentences[0][0].replace("35%", "38%"),
                [
                    said(
                        "38%",
                        *(("market_share", "DeepSeek")),
                        **{**edited.sentences[0][1][0].fields, "value": 38.0},
                    ),
                    edited.sentences[0][1][1],
                ],
            )
        ]
        store(
            catalogue,
            Page(edited.url, edited.source, edited.language, edited.published, edited.title, sentences),
            "2025-11-21T06:00:00Z",
        )
        catalogue.gone(PAGES[8].url, "2025-11-21T07:00:00Z")
    return path
