"""Short forms, anaphors and the main subject of an article: own examples."""

from __future__ import annotations

import pytest

from pipeline.article import Article, Block, Language
from pipeline.extract.names.subjects import load_subjects
from pipeline.extract.reference.resolve import Resolver


def resolver(language: Language, title: str, *texts: str) -> Resolver:
    """An article of these paragraphs; those that begin with "#" are headings."""
    blocks, start = [], 0
    for text in texts:
        bare = text.removeprefix("# ")
        blocks.append(Block("paragraph" if bare == text else "heading", bare, start, language))
        start += len(bare) + 1
    article = Article("https://a.example/1", "", "", title, language, tuple(blocks))
    return Resolver(article, load_subjects())


def meant(language: Language, title: str, *texts: str) -> dict[str, str]:
    """Words of the last paragraph -> the name that they stand for."""
    found = resolver(language, title, *texts).mentions(len(texts) - 1)
    return {texts[-1].removeprefix("# ")[m.start : m.end]: m.name for m in found}


SHORT = [
    (
        "en",
        "DeepSeek updates its models",
        "V3.2-Exp is cheaper than R1.",
        {"V3.2-Exp": "DeepSeek-V3.2-Exp", "R1": "DeepSeek-R1"},
    ),
    ("en", "GPT-4o retires", "For many 4o was a friend.", {"4o": "GPT-4o"}),
    (
        "en",
        "Claude AI gets cheaper",
        "Opus 4.5 and Haiku 4.5 lead.",
        {"Opus 4.5": "Claude Opus 4.5", "Haiku 4.5": "Claude Haiku 4.5"},
    ),
    (
        "en",
        "Gemini 3 Pro is here",
        "Google says 3 Flash follows.",
        {"Google": "Google", "3 Flash": "Gemini 3 Flash"},
    ),
    ("en", "ChatGPT Go goes global", "The Plus plan stays at $20.", {"Plus": "ChatGPT Plus"}),
    ("en", "OpenAI news", "GPT-5 and 5.1 stay.", {"GPT-5": "GPT-5", "5.1": "GPT-5.1"}),
    ("ar", "ديب سيك تكشف كلفة التدريب", "وبلغت كلفة «آر1» 294 ألف دولار.", {"آر1": "DeepSeek-R1"}),
    ("ar", "كيمي K2 من مونشوت", "ويتفوق K2 على غيره.", {"K2": "Kimi K2"}),
    (
        "fa",
        "دیپ‌سیک مدل تازه داد",
        "قیمت V3.2 نصف شد و آر۱ ماند.",
        {"V3.2": "DeepSeek-V3.2", "آر۱": "DeepSeek-R1"},
    ),
    (
        "fa",
        "هوش مصنوعی کلود ارزان شد",
        "سانت ۴٫۵ همان قیمت را برای هر توکن دارد.",
        {"سانت ۴٫۵": "Claude Sonnet 4.5"},
    ),
    ("zh", "DeepSeek降价", "V4要来了，R1一周年。", {"V4": "DeepSeek-V4", "R1": "DeepSeek-R1"}),
    ("zh", "ChatGPT Go 開賣", "更高階的 Plus 與 Pro 不變。", {"Plus": "ChatGPT Plus", "Pro": "ChatGPT Pro"}),
]


@pytest.mark.parametrize(("language", "title", "text", "expected"), SHORT)
def test_short_forms_are_completed(language: Language, title: str, text: str, expected: dict[str, str]) -> None:
    assert meant(language, title, text) == expected


NOT_SHORT = [
    ("en", "GPT-5 on phones", "The iPhone 17 Pro Max costs $1,199."),
    ("en", "Llama 4 is out", "Lines V8 and R2 are engines and robots."),
    ("fa", "کلود و جمنای", "گوشی ۱۷ پرو مکس آمد."),
    ("zh", "GPT-5发布", "小鹏P7和车型R7上市。"),
]


@pytest.mark.parametrize(("language", "title", "text"), NOT_SHORT)
def test_other_things_are_not_completed(language: Language, title: str, text: str) -> None:
    assert [name for name in meant(language, title, text).values() if name[-1].isdigit()] == []


ANAPHORS = [
    (
        "en",
        "Moonshot's Kimi K2 Thinking is out",
        "The model costs less, the company says.",
        {"The model": "Kimi K2 Thinking", "the company": "Moonshot AI"},
    ),
    ("en", "OpenAI retires GPT-4o", "Its predecessor was GPT-4.", {"GPT-4": "GPT-4"}),
    (
        "ar",
        "أوبن إيه آي تطلق GPT-6",
        "يبلغ سعر النموذج دولارين، بحسب الشركة.",
        {"النموذج": "GPT-6", "الشركة": "OpenAI"},
    ),
    (
        "fa",
        "گوگل جمنای ۳ پرو را معرفی کرد",
        "این مدل را این شرکت رایگان کرد.",
        {"این مدل": "Gemini 3 Pro", "این شرکت": "Google"},
    ),
    (
        "zh",
        "阿里发布Qwen4-Max",
        "该模型上下文100万，该公司称。",
        {"该模型": "Qwen4-Max", "该公司": "Alibaba"},
    ),
    ("fa", "Kimi K2 Thinking آمد", "نسخه توربو سریع‌تر است.", {"نسخه توربو": "Kimi K2 Thinking Turbo"}),
    ("en", "DeepSeek cuts prices", "It halved its API prices.", {"its API": "DeepSeek API"}),
]


@pytest.mark.parametrize(("language", "title", "text", "expected"), ANAPHORS)
def test_words_that_stand_for_a_subject(language: Language, title: str, text: str, expected: dict[str, str]) -> None:
    assert meant(language, title, text) == expected


def test_the_predecessor_is_the_other_model_of_the_maker() -> None:
    texts = ("DeepSeek-V3.1 came in August; GPT-5 did too.", "Its predecessor cost twice as much.")
    assert meant("en", "DeepSeek-V3.2-Exp halves prices", *texts) == {"Its predecessor": "DeepSeek-V3.1"}


def test_a_heading_says_whose_section_it_is() -> None:
    texts = ("GPT-5 is fast.", "# Claude Opus 4.5", "Price of the model: $5.")
    assert meant("en", "GPT-5 against its rivals", *texts) == {"the model": "Claude Opus 4.5"}


def test_an_apposition_is_not_an_anaphor() -> None:
    assert meant("zh", "OpenAI大事记", "OpenAI发布新模型GPT-6。") == {"OpenAI": "OpenAI", "GPT-6": "GPT-6"}


def test_a_company_inside_a_longer_word_is_none() -> None:
    assert meant("zh", "OpenAI大事记", "很多科技公司裁员。") == {}


def test_main_subjects_by_title_lead_and_frequency() -> None:
    article = resolver("en", "Kimi K2 shakes the market", "Like GPT-4.1, it codes.", "GPT-4.1 costs more.")
    main_model, main_company = article.main("model"), article.main("company")
    assert main_model is not None and main_model.name == "Kimi K2"
    assert main_company is not None and main_company.name == "Moonshot AI"
    assert article.main("product") is None


def test_before_looks_back_to_the_title() -> None:
    article = resolver("en", "Grok 4 by xAI", "It is fast.", "GPT-5 is slow.")
    last = article.before(0, 0, ("model",))
    assert last is not None and last.name == "Grok 4"
    last = article.before(1, 14, ("model",))
    assert last is not None and last.name == "GPT-5"


def test_cells_are_completed_too() -> None:
    article = resolver("en", "ChatGPT Plus and DeepSeek-R1", "All about DeepSeek and ChatGPT.")
    assert [m.name for m in article.complete("R1", "en")] == ["DeepSeek-R1"]
    assert [m.name for m in article.complete("Plus", "en")] == ["ChatGPT Plus"]
    assert [m.name for m in article.complete("LiveCodeBench v6", "en")] == ["LiveCodeBench v6"]


def test_about_ai() -> None:
    assert resolver("en", "A chatbot for banks", "The language model answers.").about_ai
    assert not resolver("en", "Apple opens a store", "Visitors came early.").about_ai


def test_an_app_is_meant_by_its_familys_name() -> None:
    texts = ("Sora was installed more often than ChatGPT.", "The app leads the chart.")
    assert meant("en", "Sora, the AI video app, sets a record", *texts) == {"The app": "Sora"}


def test_a_nation_tells_the_companies_apart() -> None:
    texts = ("OpenAI and Moonshot AI compete on AI models.", "The Chinese startup raised money.")
    assert meant("en", "OpenAI under pressure", *texts) == {"The Chinese startup": "Moonshot AI"}


def test_money_goes_to_the_other_company() -> None:
    texts = ("اوپن‌ای‌آی هوش مصنوعی می‌سازد.", "مایکروسافت ۱۳ میلیارد دلار به این شرکت داد.")
    assert meant("fa", "مایکروسافت و اوپن‌ای‌آی", *texts) == {"مایکروسافت": "Microsoft", "این شرکت": "OpenAI"}


def test_this_plan_is_the_last_one_named() -> None:
    texts = ("ChatGPT Go is out.", "This plan costs $8.")
    assert meant("en", "AI subscriptions", *texts) == {"This plan": "ChatGPT Go"}


def test_a_new_model_is_the_articles_own() -> None:
    texts = ("新模型以V3.1-Terminus为底座。",)
    assert meant("zh", "DeepSeek-V3.2-Exp发布", *texts)["新模型"] == "DeepSeek-V3.2-Exp"


def test_its_app_is_the_companys() -> None:
    assert meant("en", "DeepSeek stuns AI rivals", "Its chatbot app was No. 1.") == {"Its chatbot app": "DeepSeek app"}
    texts = ("ChatGPT grows.", "Its app leads.")
    assert meant("en", "OpenAI counts its users", *texts) == {"Its app": "ChatGPT"}
