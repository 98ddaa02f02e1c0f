"""Names of models, products and companies in text, in four languages: own examples."""

from __future__ import annotations

import pytest

from pipeline.extract.mentions import Found
from pipeline.extract.names.subjects import load_subjects
from pipeline.languages import LANGUAGES, lexicon


def found(text: str, language: str, about_ai: bool | None = None) -> Found:
    return load_subjects().find(text, language, about_ai)


def names(text: str, language: str, about_ai: bool | None = None) -> list[str]:
    return [mention.name for mention in found(text, language, about_ai).subjects]


MODELS = [
    # Models of the day, each as its maker writes it.
    ("en", "GPT-5.2 and gpt-5-mini", ["GPT-5.2", "GPT-5 mini"]),
    ("en", "GPT 4o mini, GPT-4 Turbo, GPT4", ["GPT-4o mini", "GPT-4 Turbo", "GPT-4"]),
    ("en", "OpenAI's o4-mini and o3-pro", ["OpenAI", "o4-mini", "o3-pro"]),
    ("en", "gpt-oss-120b runs on one card", ["gpt-oss-120b"]),
    ("en", "Claude Opus 4.5 or Claude 3.5 Sonnet", ["Claude Opus 4.5", "Claude 3.5 Sonnet"]),
    ("en", "Anthropic says Opus 4.1 is out", ["Anthropic", "Claude Opus 4.1"]),
    (
        "en",
        "Gemini 2.5 Flash-Lite and Gemini 3 Pro Preview",
        ["Gemini 2.5 Flash-Lite", "Gemini 3 Pro Preview"],
    ),
    ("en", "DeepSeek R1-0528 and DeepSeek-V3.1-Terminus", ["DeepSeek-R1-0528", "DeepSeek-V3.1-Terminus"]),
    ("en", "Qwen3-235B-A22B, Qwen2.5-Max, QwQ-32B", ["Qwen3-235B-A22B", "Qwen2.5-Max", "QwQ-32B"]),
    ("en", "Kimi-K2-0905 and Kimi K2 Thinking", ["Kimi K2 0905", "Kimi K2 Thinking"]),
    ("en", "Llama 3.1 405B, Llama 4 Maverick", ["Llama 3.1 405B", "Llama 4 Maverick"]),
    ("en", "Mistral Large 2, Mixtral 8x22B, Mistral 7B", ["Mistral Large 2", "Mixtral 8x22B", "Mistral 7B"]),
    ("en", "the model Command R+ by Cohere", ["Command R+", "Cohere"]),
    ("en", "Veo 3.1 Fast, Sora 2 Pro, Kling 2.5 Turbo", ["Veo 3.1 Fast", "Sora 2 Pro", "Kling 2.5 Turbo"]),
    ("en", "DALL·E 3 and Midjourney v7", ["DALL-E 3", "Midjourney v7"]),
    # Models that do not exist yet are read from their families.
    ("en", "GPT-7 nano beats Qwen5-Max-Thinking", ["GPT-7 nano", "Qwen5-Max-Thinking"]),
    (
        "en",
        "DeepSeek-V4-Lite and Gemini 4 Ultra Deep Think",
        ["DeepSeek-V4-Lite", "Gemini 4 Ultra Deep Think"],
    ),
    ("en", "a leak about Claude Opus 6", ["Claude Opus 6"]),
    ("en", "GPT-50 is a joke", ["GPT-50"]),
    ("zh", "文心5.0与豆包2.0都在路上", ["ERNIE 5.0", "Doubao-2.0"]),
    ("zh", "千问３、通义千问2.5和GLM-6-Air", ["Qwen3", "Qwen2.5", "GLM-6-Air"]),
    ("zh", "腾讯混元T1、讯飞星火X1、盘古5.5", ["Hunyuan-T1", "Spark X1", "Pangu 5.5"]),
    ("fa", "جمنای ۴ پرو ارزان‌تر از جمینای ۳ فلش است", ["Gemini 4 Pro", "Gemini 3 Flash"]),
    ("fa", "چت‌جی‌پی‌تی ۵ و جی‌پی‌تی ۴٫۱ مینی", ["GPT-5", "GPT-4.1 mini"]),
    ("fa", "دیپ‌سیک آر۱ و دیپ سیک V4", ["DeepSeek-R1", "DeepSeek-V4"]),
    ("fa", "کلود اوپوس ۴٫۵ و کلود ۳٫۷ سانت", ["Claude Opus 4.5", "Claude 3.7 Sonnet"]),
    ("ar", "كلود أوبوس 5 وجيميناي 3 برو", ["Claude Opus 5", "Gemini 3 Pro"]),
    ("ar", "كشفت عن «جي بي تي-5 ميني» وديب سيك آر1", ["GPT-5 mini", "DeepSeek-R1"]),
    ("ar", "نموذج «أو3» من أوبن إيه آي", ["o3", "OpenAI"]),
    ("ar", "قارنوه بـكيمي K2 وغروك 4", ["Kimi K2", "Grok 4"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), MODELS)
def test_models_are_named_as_their_makers_write_them(language: str, text: str, expected: list[str]) -> None:
    assert names(text, language, about_ai=True) == expected


MAKERS = [
    ("ar", "أوبن إيه آي وأنثروبيك وإنفيديا وغوغل", ["OpenAI", "Anthropic", "Nvidia", "Google"]),
    ("ar", "وقالت شركة مونشوت إن علي بابا تستثمر", ["Moonshot AI", "Alibaba"]),
    ("ar", "هيوماين السعودية وجي42 الإماراتية", ["Humain", "G42"]),
    ("fa", "اوپن ای‌آی، آنتروپیک، انویدیا و مایکروسافت", ["OpenAI", "Anthropic", "Nvidia", "Microsoft"]),
    ("fa", "دیپسیک و مون‌شات و علی‌بابا", ["DeepSeek", "Moonshot AI", "Alibaba"]),
    ("zh", "月之暗面、智谱AI、阶跃星辰与百川智能", ["Moonshot AI", "Zhipu AI", "StepFun", "Baichuan AI"]),
    ("zh", "輝達與台積電、騰訊及華為", ["Nvidia", "TSMC", "Tencent", "Huawei"]),
    ("zh", "火山引擎和百度智能云", ["Volcano Engine", "Baidu AI Cloud"]),
    ("en", "Mistral AI, Groq, CoreWeave and Moonshot AI", ["Mistral AI", "Groq", "CoreWeave", "Moonshot AI"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), MAKERS)
def test_companies_have_their_english_names(language: str, text: str, expected: list[str]) -> None:
    mentions = found(text, language, about_ai=True).subjects
    assert [m.name for m in mentions] == expected
    assert {m.type for m in mentions} == {"company"}


PRODUCTS = [
    ("en", "ChatGPT Plus costs more than ChatGPT Go", ["ChatGPT Plus", "ChatGPT Go"]),
    ("en", "Claude Max and GitHub Copilot Pro+", ["Claude Max", "GitHub Copilot Pro+"]),
    ("en", "the DeepSeek app and the Gemini API", ["DeepSeek app", "Gemini API"]),
    ("en", "Claude Code, Cursor and Le Chat", ["Claude Code", "Cursor", "Le Chat"]),
    ("ar", "باقة شات جي بي تي بلس", ["ChatGPT Plus"]),
    ("ar", "تطبيق ديب سيك", ["DeepSeek app"]),
    ("fa", "اشتراک چت جی پی تی پلاس", ["ChatGPT Plus"]),
    ("fa", "اپلیکیشن دیپ‌سیک", ["DeepSeek app"]),
    ("zh", "豆包App和文心一言、腾讯元宝", ["Doubao app", "ERNIE Bot", "Yuanbao"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), PRODUCTS)
def test_products_keep_plans_and_apps(language: str, text: str, expected: list[str]) -> None:
    mentions = found(text, language, about_ai=True).subjects
    assert [m.name for m in mentions] == expected


def test_a_plan_knows_its_product() -> None:
    (plan,) = found("ChatGPT Plus", "en").subjects
    assert (plan.type, plan.family, plan.maker) == ("product", "ChatGPT", "OpenAI")


def test_a_model_knows_its_maker_and_line() -> None:
    opus, deepseek = found("Claude Opus 4.5 and DeepSeek-V3.2-Exp", "en").subjects
    assert (opus.type, opus.maker, opus.family) == ("model", "Anthropic", "Claude Opus")
    assert (deepseek.type, deepseek.maker, deepseek.family) == ("model", "DeepSeek", "DeepSeek-V3")


NOT_VERSIONS = [
    ("en", "Gemini 3 million users", ["Gemini"]),
    ("en", "ChatGPT 5 days later", ["ChatGPT"]),
    ("en", "Grok 12% share", ["Grok"]),
    ("zh", "Gemini 3亿用户", ["Gemini"]),
    ("zh", "豆包20万次下载", ["Doubao"]),
    ("fa", "جمنای ۳ میلیون کاربر دارد", ["Gemini"]),
    ("ar", "ديب سيك في 15 دولة", ["DeepSeek"]),
    ("en", "Kimi K2 32B active parameters", ["Kimi K2"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), NOT_VERSIONS)
def test_numbers_that_count_something_are_no_versions(language: str, text: str, expected: list[str]) -> None:
    assert names(text, language, about_ai=True) == expected


ORDINARY = [
    ("en", "Step 3: run the command and yield the nova light of Apple pie"),
    ("en", "Geminis are curious; Claude Monet painted water lilies"),
    ("en", "a meta-analysis of flux in a runway study"),
    ("en", "a Falcon 9 launch and a yield of metadata"),
    ("zh", "早餐吃豆包和海螺，元宝是古代货币"),
    ("fa", "دیوار خانه و درنا و مارال"),
    ("ar", "ذهب كلود مونيه إلى الفنار"),
    ("en", "Kimi Räikkönen won the race"),
]


@pytest.mark.parametrize(("language", "text"), ORDINARY)
def test_ordinary_words_are_no_subjects(language: str, text: str) -> None:
    assert names(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Meta trains a large language model", ["Meta"]),
        ("zh", "豆包是字节的大模型产品", ["Doubao", "ByteDance"]),
        ("fa", "متا در هوش مصنوعی سرمایه‌گذاری کرد", ["Meta"]),
        ("ar", "نموذج الذكاء الاصطناعي كلود", ["Claude"]),
    ],
)
def test_doubtful_names_count_in_texts_about_ai(language: str, text: str, expected: list[str]) -> None:
    assert names(text, language) == expected


BOUNDARIES = [
    ("ar", "وDeepSeek", ["DeepSeek"]),
    ("ar", "لـOpenAI", ["OpenAI"]),
    ("ar", "والتشات جي بي تي", ["ChatGPT"]),
    ("ar", "للأنثروبيك", ["Anthropic"]),
    ("fa", "گوگل‌ها و اوپن‌ای‌آیی", ["Google", "OpenAI"]),
    ("zh", "用DeepSeek写", ["DeepSeek"]),
    ("en", "DeepSeekers", []),
    ("en", "see openai.com for more", []),
    ("ar", "غوغلة", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), BOUNDARIES)
def test_names_end_where_words_end(language: str, text: str, expected: list[str]) -> None:
    assert names(text, language) == expected


def test_offsets_are_those_of_the_original() -> None:
    text = "به گزارش رویترز، «چت‌جی‌پی‌تی» و گوگلِ بزرگ"
    everything = found(text, "fa")
    spans = [text[m.start : m.end] for m in (*everything.subjects, *everything.voices)]
    assert spans[:2] == ["چت‌جی‌پی‌تی", "گوگل"]
    assert "رویترز" in spans


BENCHMARKS = [
    ("AIME 2025 and AIME25", ["AIME 2025", "AIME 2025"]),
    ("in 2024 AIME", ["AIME 2024"]),
    ("GPQA-Diamond, GPQA", ["GPQA Diamond", "GPQA"]),
    ("MMLU-Pro 85.0, MMLU 90", ["MMLU-Pro", "MMLU"]),
    ("SWE-bench Verified; SWE Verified", ["SWE-bench Verified", "SWE-bench Verified"]),
    ("LiveCodeBench v6 | 53.7", ["LiveCodeBench v6"]),
    ("Terminal-Bench 2.0", ["Terminal-Bench 2.0"]),
    ("HLE or Humanity’s Last Exam", ["Humanity's Last Exam", "Humanity's Last Exam"]),
    ("ARC-AGI-2, ARC-AGI", ["ARC-AGI-2", "ARC-AGI"]),
    ("τ²-bench and tau2-bench", ["τ²-bench", "τ²-bench"]),
    ("人类最后的考试", ["Humanity's Last Exam"]),
    ("the math of it", []),
]


@pytest.mark.parametrize(("text", "expected"), BENCHMARKS)
def test_benchmarks(text: str, expected: list[str]) -> None:
    assert [m.name for m in found(text, "en").benchmarks] == expected


VOICES = [
    ("ar", "بحسب رويترز ونقلا عن بلومبرغ", ["Reuters", "Bloomberg"]),
    ("fa", "فایننشال تایمز و وال‌استریت ژورنال", ["Financial Times", "Wall Street Journal"]),
    (
        "zh",
        "据《金融时报》与路透社，弗若斯特沙利文、黄仁勋",
        ["Financial Times", "Reuters", "Frost & Sullivan", "Jensen Huang"],
    ),
    ("zh", "奥特曼在X上谈大模型", ["Sam Altman"]),
    ("en", "Sensor Tower and Sundar Pichai told CNBC", ["Sensor Tower", "Sundar Pichai", "CNBC"]),
    ("en", "Microsoft said", ["Microsoft"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), VOICES)
def test_voices(language: str, text: str, expected: list[str]) -> None:
    assert [m.name for m in found(text, language).voices] == expected


PLACES = [
    ("ar", "في الصين وبيلاروسيا والسعودية", ["China", "Belarus", "Saudi Arabia"]),
    ("fa", "در بلاروس و ایالات متحده", ["Belarus", "US"]),
    ("zh", "美國、俄羅斯與印度", ["US", "Russia", "India"]),
    ("en", "in the US, not for us", ["US"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), PLACES)
def test_places(language: str, text: str, expected: list[str]) -> None:
    assert [m.name for m in found(text, language).places] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_the_lexicon(language: str) -> None:
    for text, expected in lexicon(language, "subjects")["examples"]:
        assert names(text, language, about_ai=True) == [expected], text


def test_the_catalogue_is_wide() -> None:
    sections = [entry.section for entry in load_subjects().entries]
    assert sections.count("companies") + sections.count("products") >= 150
    assert sections.count("families") >= 120
    assert sections.count("benchmarks") >= 80


NEIGHBOURS = [
    ("ar", "سعر بيت كوين والتقى شي جين بينغ", []),
    ("fa", "قیمت بیت‌کوین و استیبل‌کوین", []),
    ("zh", "每秒处理128字节，阿里山日出，文心雕龙", []),
    ("en", "Snapdragon 8 Gen 3 and Falcon 9", []),
    ("en", "gpt-3.5-turbo-0125 and claude-opus-4-5-20251101", ["GPT-3.5 Turbo 0125", "Claude Opus 4.5"]),
    ("en", "Midjourney 7, Suno 5 and FLUX.1 [dev]", ["Midjourney v7", "Suno v5", "FLUX.1 [dev]"]),
    ("en", "Grok Code Fast 1 and DeepSeek-VL2", ["Grok Code Fast 1", "DeepSeek-VL2"]),
    ("zh", "文心一言4.0和豆包Seed 2.0 Pro", ["ERNIE 4.0", "Doubao-Seed-2.0-pro"]),
    ("ar", "نموذج جي بي تي 4أو", ["GPT-4o"]),
    ("ar", "على خوادم «غروك» (Groq)", ["Groq", "Groq"]),
    ("ar", "«كيمي» (Moonshot AI)", ["Kimi", "Moonshot AI"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), NEIGHBOURS)
def test_spellings_at_the_edge(language: str, text: str, expected: list[str]) -> None:
    assert names(text, language, about_ai=True) == expected


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("en", "Professor X leads the X-Men.", []),
        ("zh", "华为Mate20 X 5G版卖到6199元", ["Huawei"]),
        ("en", "On X, Musk wrote that users of X will pay.", ["X", "X"]),
    ],
)
def test_a_lone_letter_is_no_name_inside_a_longer_one(language: str, text: str, named: list[str]) -> None:
    assert [m.name for m in load_subjects().find_subjects(text, language, about_ai=True)] == named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«أوبن إيفيدنس» و«أبريدج» تبيعان الذكاء الاصطناعي للأطباء.", True),
        ("ارتفع سهما «أوبن إيفيدنس» و«أبريدج».", False),
        ("تسلا وإنتل تستخدمان الذكاء الاصطناعي.", False),
    ],
)
def test_firms_of_the_field_make_up_for_the_second_word_of_it(text: str, expected: bool) -> None:
    assert load_subjects().is_about_ai(text) is expected
