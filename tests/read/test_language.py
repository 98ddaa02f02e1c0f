"""Languages: of an article, of its blocks, and of what is set aside."""

# ruff: noqa: E501 (markup and prose stay on one line)
from __future__ import annotations

import pytest

from pipeline.article import NotAnArticle
from pipeline.text.script import chinese_script, identify, identify_block
from tests.read.pages import article, outcome, page


@pytest.mark.parametrize("language", ["ar", "fa", "zh", "en"])
def test_article(language: str) -> None:
    assert article(page("", language=language)).language == language


def test_page_that_declares_another_language_is_believed_less_than_its_letters() -> None:
    html = page("", language="fa").replace('lang="fa"', 'lang="en-US"')
    assert article(html).language == "fa"


OTHERS = {
    "Urdu": "کمپنی نے پیر کے روز کہا کہ اس کا نیا ماڈل پچھلے ماڈل سے سستا ہے اور صارفین کو اگلے بل میں فرق نظر آئے گا۔ ابھی تک کسی نے اس دعوے کی جانچ نہیں کی ہے۔",
    "Pashto": "شرکت د دوشنبې په ورځ وویل چې نوی ماډل یې تر پخواني ارزانه دی او پرمخ وړونکي به یې توپیر په راتلونکي بېل کې وویني. تر اوسه هېچا دا ادعا نه ده کتلې.",
    "Kurdish": "کۆمپانیاکە ڕۆژی دووشەممە ڕایگەیاند کە مۆدێلە نوێیەکەی لە مۆدێلی پێشوو هەرزانترە و گەشەپێدەران جیاوازییەکە لە پسوولەی داهاتوودا دەبینن.",
    "Japanese": "同社は月曜日、新しいモデルの運用コストが前の世代より低いと発表した。開発者は次の請求書でその違いを実感できるという。詳細は明らかにしていない。",
    "Korean": "회사는 월요일 새 모델의 운영 비용이 이전 모델보다 낮다고 밝혔다. 개발자들은 다음 청구서에서 차이를 확인할 수 있을 것이라고 말했다.",
    "German": "Das Unternehmen teilte am Montag mit, dass der Betrieb des neuen Modells günstiger ist als der des alten und dass die Entwickler den Unterschied bald sehen werden.",
    "French": "La société a déclaré lundi que son nouveau modèle coûtait moins cher que le précédent et que les développeurs verraient la différence sur leur prochaine facture.",
    "Russian": "Компания заявила в понедельник, что новая модель обходится дешевле прежней и что разработчики увидят разницу уже в следующем счёте.",
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_languages_are_set_aside(name: str) -> None:
    assert identify(OTHERS[name]) == "other"
    html = f"<html><head><title>x</title></head><body><article><h1>GPT-5</h1><p>{OTHERS[name]}</p><p>{OTHERS[name][::1]}</p></article></body></html>"
    found = outcome(html)
    assert isinstance(found, NotAnArticle)
    assert found.reason == "other-language"


def test_few_words_of_english_suffice() -> None:
    text = "DeepSeek will retire deepseek-chat on July 24, 2026. The same date applies to deepseek-reasoner."
    assert identify(text) == "en"


def test_english_within_a_text_in_another_language() -> None:
    text = (
        "„Peace for our time“ war 1938 der Auftakt zur bisher größten Katastrophe, die die Menschheit sich selbst "
        "geschaffen hat. Der Satz aus London ging um die Welt und wurde in allen Zeitungen gedruckt."
    )
    assert identify(text, "de") == "other"


def test_persian_typed_on_an_arabic_keyboard() -> None:
    assert identify("سهم چت جي پي تي از بازديد سايت هاي هوش مصنوعي در يك سال گذشته كم شده و گوگل پيش رفته است") == "fa"


def test_arabic_with_foreign_letters_in_names() -> None:
    assert identify("أعلنت شركة گوگل أن نموذج «جيميني» متاح للمطورين، وأن تطبيق چات سيصل إلى المستخدمين لاحقًا") == "ar"


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [
        ("مدل DeepSeek V3.2-Exp", "fa", "fa"),
        ("نموذج DeepSeek V3.2-Exp", "ar", "ar"),
        ("GPQA Diamond | 94.3% | 91.3%", "ar", "ar"),
        ("DeepSeek V3.2 发布", "zh", "zh"),
        ("“We will cut the price of the model,” he said.", "zh", "en"),
        ("قال ألتمان إن الشركة ستخفض الأسعار", "en", "ar"),
        ("2025", "fa", "fa"),
    ],
)
def test_blocks_take_the_article_s_language_unless_plainly_in_another(text: str, prior: str, language: str) -> None:
    assert identify_block(text, prior) == language  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "script"),
    [("该公司表示，新模型的运行成本低于上一代。", "Hans"), ("該公司表示，新模型的運行成本低於上一代。", "Hant")],
)
def test_chinese_scripts(text: str, script: str) -> None:
    assert chinese_script(text) == script


def test_same_answer_every_time() -> None:
    text = "Model prices fall: OpenAI, Google, Mistral and the rest compare notes in Paris on Monday."
    assert len({identify(text) for _ in range(20)}) == 1
