"""What finding subjects costs: loading the catalogue, then milliseconds per KB of text in four languages.

Run: .venv/bin/python tests/bench/subjects_cost.py
"""

from __future__ import annotations

import time

from pipeline.extract.names.subjects import Subjects, load_subjects
from pipeline.text.fold import Folded

#: One sentence that names something and three that do not, as news text has them.
TEXTS = {
    "ar": "أعلنت أوبن إيه آي إطلاق GPT-5.2 بسعر أقل. وقال محللون إن السوق تنتظر مزيدا من الأرقام قبل نهاية العام. "
    "ولم تكشف الشركة عن تفاصيل أخرى. ويرى خبراء أن المنافسة ستشتد في الأشهر المقبلة بين الشركات الكبرى.",
    "fa": "دیپ‌سیک از مدل V3.2 رونمایی کرد که نصف قیمت دارد. کارشناسان می‌گویند بازار هنوز آماده این تغییر نیست. "
    "جزئیات بیشتری منتشر نشده است. به نظر می‌رسد رقابت در ماه‌های آینده بیشتر خواهد شد و قیمت‌ها پایین می‌آید.",
    "zh": "月之暗面发布Kimi K2 Thinking，价格大幅下降。分析人士表示，市场竞争将进一步加剧，更多细节将在下月公布。"
    "与此同时，用户对新功能的反馈总体积极，但也有人担心服务稳定性问题，未来几个月值得继续关注行业走势。",
    "en": "Google released Gemini 3 Pro on Tuesday at a lower price. Analysts said the market would wait for "
    "more numbers before the end of the year. No further details were given. Competition is expected to grow "
    "in the months ahead.",
}


def best(repeats: int, run: object) -> float:
    """The shortest processor time in seconds of several runs of a callable."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        run()  # type: ignore[operator]
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    start = time.process_time()
    subjects: Subjects = load_subjects()
    print(f"load: {time.process_time() - start:.3f} s, {len(subjects.entries)} entries")
    for language, text in TEXTS.items():
        size = len(text.encode()) / 1024
        folded = Folded(text)
        subjects.find(folded, language, True)
        whole = best(300, lambda text=text, language=language: subjects.find(text, language, True))
        alone = best(300, lambda folded=folded, language=language: subjects.find(folded, language, True))
        print(f"{language}: {whole * 1000 / size:.3f} ms/KB, without folding {alone * 1000 / size:.3f}")


if __name__ == "__main__":
    main()
