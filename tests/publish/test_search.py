# ruff: noqa: E501  # the corpus reads best as a table
"""What a visitor types finds what it should, and nothing else, in four languages and many spellings."""

from __future__ import annotations

import string
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import sample
from datasette.app import Datasette
from sample import said

from pipeline.publish.search import index_text, match_query
from pipeline.publish.serve import make_site
from pipeline.publish.snapshot import publish
from pipeline.store.catalogue import Catalogue

USD = "USD/1M_tokens"

#: key -> (language, article's title, quote, the claim in it)
CORPUS = {
    "zh-cut": ("zh", "深度求索 API 调价", "深度求索宣布 API 全线降价，输入价格降至每百万 tokens 2 元。", said("2 元", "price", "DeepSeek-V3", value=2.0, unit="CNY/1M_tokens", aspect="input")),
    "zh-hant": ("zh", "這次降價有多狠", "官方價格調整後，輸出只要 0.42 美元。", said("0.42 美元", "price", "DeepSeek-V3.2-Exp", value=0.42, unit=USD, aspect="output")),
    "zh-window": ("zh", "新模型发布", "新模型的上下文窗口达到 128K。", said("128K", "context_length", "Qwen3-Max", value=128000.0, unit="tokens")),
    "zh-share": ("zh", "市场报告", "报告称豆包在国内市场的份额为 46.4%。", said("46.4%", "market_share", "Doubao", value=46.4, unit="%", aspect="China", subject_type="product")),
    "zh-glued": ("zh", "评测", "在MMLU-Pro上Kimi K2得分81.1分，超过了GPT-4.1。", said("81.1分", "benchmark_score", "Kimi K2", value=81.1, unit="points", aspect="MMLU-Pro")),
    "zh-funding": ("zh", "月之暗面完成新融资", "月之暗面宣布完成 5 亿美元 C 轮融资。", said("5 亿美元", "funding", "Moonshot AI", value=5e8, unit="USD", aspect="Series C", subject_type="company")),
    "fa-price": ("fa", "تعرفهٔ تازه", "قیمت هر میلیون توکن خروجی دیپ‌سیک ۰٫۲۸ دلار است.", said("۰٫۲۸ دلار", "price", "DeepSeek-V3.2-Exp", value=0.28, unit=USD, aspect="output")),
    "fa-plural": ("fa", "فهرست", "قیمت‌های تازهٔ جمینای پرو از ۱۲ دلار آغاز می‌شود.", said("۱۲ دلار", "price", "Gemini 3 Pro", value=12.0, unit=USD, aspect="output")),
    "fa-users": ("fa", "آمار", "چت‌جی‌پی‌تی ۸۰۰ میلیون کاربر هفتگی دارد.", said("۸۰۰ میلیون کاربر", "user_count", "ChatGPT", value=8e8, unit="users", aspect="weekly", subject_type="product")),
    "fa-release": ("fa", "خبر", "مدل کوئن ۴ قرار است ۱۵ آذر ۱۴۰۴ عرضه شود.", said("۱۵ آذر ۱۴۰۴", "release_date", "Qwen4", about_date="2025-12-06", about_text="۱۵ آذر ۱۴۰۴", calendar="jalali", status="expected", status_cue="قرار است")),
    "ar-prices": ("ar", "خفض كبير", "خفّضت الشركة أسعار الواجهة إلى 0.28 دولار لكل مليون رمز.", said("0.28 دولار", "price", "DeepSeek-V3.2-Exp", value=0.28, unit=USD, aspect="input")),
    "ar-the-prices": ("ar", "تحديث", "تبدأ الأسعار الجديدة لنموذج جيميناي من ٢ دولار.", said("٢ دولار", "price", "Gemini 3 Pro", value=2.0, unit=USD, aspect="input")),
    "ar-by": ("ar", "سوق", "تستحوذ ديب سيك على حصة سوقية قدرها ٥٦٪ في بيلاروسيا.", said("٥٦٪", "market_share", "DeepSeek", value=56.0, unit="%", aspect="Belarus", subject_type="company")),
    "ar-funding": ("ar", "تمويل", "جمعت أنثروبيك تمويلاً بقيمة 13 مليار دولار.", said("13 مليار دولار", "funding", "Anthropic", value=13e9, unit="USD", subject_type="company")),
    "ar-tatweel": ("ar", "إعلان", "ستُطلق أوبن إيه آي النمـــوذج الجديد في ديسمبر 2025.", said("ديسمبر 2025", "release_date", "GPT-6", about_date="2025-12", about_text="ديسمبر 2025", status="expected", status_cue="ستُطلق")),
    "en-cut": ("en", "DeepSeek halves prices", "Output tokens now cost $0.42 per million, half the old price.", said("$0.42", "price", "DeepSeek-V3.2-Exp", value=0.42, unit=USD, aspect="output")),
    "en-license": ("en", "Open weights", "The model is released under Apache-2.0.", said("Apache-2.0", "license", "Qwen3-Max", text_value="Apache-2.0")),
    "en-cafe": ("en", "Le café des modèles", "Mistral’s café demo answers in 120 ms.", said("120 ms", "speed", "Mistral Large 3", value=120.0, unit="ms", aspect="output")),
    "en-million": ("en", "Downloads", "It was downloaded 1,200,000 times from Hugging Face.", said("1,200,000 times", "download_count", "gpt-oss-120b", value=1.2e6, unit="downloads", aspect="Hugging Face")),
    "en-kimi": ("en", "Kimi K2 review", "Kimi K2 has 32 billion active parameters.", said("32 billion", "parameter_count", "Kimi K2", value=32e9, unit="parameters", aspect="active")),
}  # fmt: skip

DEEPSEEK = {"zh-cut", "zh-hant", "fa-price", "ar-prices", "ar-by", "en-cut"}
PRICES = {"zh-cut", "zh-hant", "fa-price", "fa-plural", "ar-prices", "ar-the-prices", "en-cut"}
MOONSHOT = {"zh-glued", "en-kimi", "zh-funding"}

#: what is typed -> what must be found
QUERIES = {
    # Chinese words of one, two and more characters, in both scripts
    "降价": {"zh-cut", "zh-hant"},
    "降價": {"zh-cut", "zh-hant"},
    "价格": {"zh-cut", "zh-hant"},
    "價格": {"zh-cut", "zh-hant"},
    "价": {"zh-cut", "zh-hant"},
    "狠": {"zh-hant"},
    "上下文窗口": {"zh-window"},
    "上下文視窗": set(),
    "窗口": {"zh-window"},
    "市场": {"zh-share"},
    "市場": {"zh-share"},
    "份额": {"zh-share"},
    "融资": {"zh-funding"},
    "融資": {"zh-funding"},
    "国内市场": {"zh-share"},
    "得分": {"zh-glued"},
    "分超过": set(),
    '"全线降价"': {"zh-cut"},
    "降价 输入": {"zh-cut"},
    "万 tokens": {"zh-cut"},
    "美元": {"zh-hant", "zh-funding"},
    # names in all languages find the subject's claims in all languages
    "深度求索": DEEPSEEK,
    "DeepSeek": DEEPSEEK,
    "deepseek": DEEPSEEK,
    "دیپ‌سیک": DEEPSEEK,
    "دیپسیک": DEEPSEEK,
    "دیپ سیک": DEEPSEEK,
    "ديب سيك": DEEPSEEK,
    "ديبسيك": DEEPSEEK,
    "深度求索 降价": {"zh-cut", "zh-hant"},
    "دیپ‌سیک قیمت": {"fa-price"},
    "deepseek-v3.2-exp": {"zh-hant", "fa-price", "ar-prices", "en-cut"},
    "DeepSeek V3.2": {"zh-hant", "fa-price", "ar-prices", "en-cut"},
    "月之暗面": MOONSHOT,
    "Moonshot": MOONSHOT,
    "kimi k2": {"zh-glued", "en-kimi"},
    "豆包": {"zh-share"},
    "Doubao": {"zh-share"},
    "أنثروبيك": {"ar-funding"},
    "انثروبيك": {"ar-funding"},
    "آنتروپیک": {"ar-funding"},
    "Anthropic": {"ar-funding"},
    "چت‌جی‌پی‌تی": {"fa-users"},
    "چت جی پی تی": {"fa-users"},
    "ChatGPT": {"fa-users"},
    "gpt-oss": {"en-million"},
    # Persian and Arabic spellings
    "قیمت": {"fa-price", "fa-plural"},
    "قيمت": {"fa-price", "fa-plural"},
    "قیمت‌های": {"fa-plural"},
    "قیمت های": {"fa-plural"},
    "قیمتهای": {"fa-plural"},
    "توکن": {"fa-price"},
    "توكن": {"fa-price"},
    "کاربر": {"fa-users"},
    "أسعار": {"ar-prices", "ar-the-prices"},
    "اسعار": {"ar-prices", "ar-the-prices"},
    "الأسعار": {"ar-prices", "ar-the-prices"},
    "الواجهة": {"ar-prices"},
    "الواجهه": {"ar-prices"},
    "واجهة": {"ar-prices"},
    "تمويل": {"ar-funding"},
    "تمويلا": {"ar-funding"},
    "النموذج": {"ar-tatweel", "ar-the-prices"},
    "خفضت": {"ar-prices"},
    "شركة": {"ar-prices"},
    # numbers in every kind of digits
    "0.28": {"fa-price", "ar-prices"},
    "3.2": {"zh-hant", "fa-price", "ar-prices", "en-cut"},  # in DeepSeek-V3.2-Exp
    "$0.28": {"fa-price", "ar-prices"},
    "۰.۲۸": {"fa-price", "ar-prices"},
    "۰٫۲۸": {"fa-price", "ar-prices"},
    "٠٫٢٨": {"fa-price", "ar-prices"},
    "０.２８": {"fa-price", "ar-prices"},
    "$0.42": {"zh-hant", "en-cut"},
    "56%": {"ar-by"},
    "٥٦٪": {"ar-by"},
    "1200000": {"en-million"},
    "1,200,000": {"en-million"},
    "۱٬۲۰۰٬۰۰۰": {"en-million"},
    "128K": {"zh-window"},
    "1404": {"fa-release"},
    # English: case, endings, accents, types and aspects
    "price": PRICES,
    "prices": PRICES,
    "market share": {"zh-share", "ar-by"},
    "Belarus": {"ar-by"},
    "cafe": {"en-cafe"},
    "CAFÉ": {"en-cafe"},
    "apache": {"en-license"},
    "downloads": {"en-million"},
    "MMLU-Pro": {"zh-glued"},
    "mistral": {"en-cafe"},
    "halves": {"en-cut"},
    "deeps*": DEEPSEEK,
    '"half the old price"': {"en-cut"},
    '"old half the price"': set(),
    "price of nothing at all": set(),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def searched(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Datasette, dict[str, str]]]:
    folder: Path = tmp_path_factory.mktemp("search")
    keys = {}
    with Catalogue.open(folder / "working.db") as catalogue:
        for key, (language, title, quote, claim) in CORPUS.items():
            url = f"https://{language}.example/{key}"
            page = sample.Page(url, language, language, "2025-11-01", title, [(quote, [claim])])  # type: ignore[arg-type]
            sample.store(catalogue, page)
            keys[url] = key
    publish(folder / "working.db", folder / "snapshots")
    datasette = make_site(folder / "snapshots")
    await datasette.invoke_startup()
    yield datasette, keys


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("query", QUERIES)
async def test_a_query_finds_what_it_should_and_nothing_else(
    searched: tuple[Datasette, dict[str, str]], query: str
) -> None:
    site, keys = searched
    answer = await site.client.get(
        "/reportedly/claims_flat.json", params={"_search": query, "_shape": "array", "_col": "article_url"}
    )
    assert {keys[row["article_url"]] for row in answer.json()} == QUERIES[query]


@pytest.mark.parametrize(
    "query",
    ["", '"', '""', "*", "(", ")", "NEAR(a b)", "a AND", "OR", "NOT x", "-", "^x", "a:b", "{a b}:c", "'", ";",
     "\x00", "\ud800", "x" * 10_000, "价" * 10_000, '"' * 999, "a" + "\u200c" * 500 + "b", "🙂", string.punctuation],
)  # fmt: skip
async def test_no_query_is_an_error(site: Datasette, query: str) -> None:
    expression = match_query(query)
    found = await site.get_database("reportedly").execute(
        "select count(*) from claims_flat_fts where claims_flat_fts match ?",
        [expression.encode("utf-8", "replace").decode()],
    )
    assert found.single_value() >= 0


async def test_the_visitors_query_is_folded_in_the_database_too(site: Datasette) -> None:
    found = await site.get_database("reportedly").execute("select escape_fts('深度求索')")
    assert found.single_value() == '"深度 度求 求索"'


async def test_what_a_search_finds_comes_newest_first_without_sorting_all_of_it(site: Datasette) -> None:
    """A word in a quarter of a million claims: sorting them for one page takes ten times as long."""
    database = site.get_database("reportedly")
    sql = "select claim_id, recency from claims_flat where rowid in (select rowid from claims_flat_fts where claims_flat_fts match :q) order by recency limit 1000"
    found = [row["recency"] for row in await database.execute(sql, {"q": "deepseek"})]
    assert len(found) > 10
    assert found == sorted(found)
    plan = [row["detail"] for row in await database.execute("explain query plan " + sql, {"q": "deepseek"})]
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


def test_folding_a_long_text_is_quick_and_bounded() -> None:
    text = "قیمت‌های دیپ‌سیک و الأسعار 降价了" * 2_000
    assert len(index_text(text)) < 6 * len(text)
