"""Words of the field whose forms no rule of endings brings together, each with the form that stands for it."""

from collections.abc import Mapping
from typing import Final

BY_LANGUAGE: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "children": "child",
        "women": "woman",
        "men": "man",
        "voluntarily": "voluntary",
        "feet": "foot",
        "lives": "life",
    },
    "ru": {
        "людьми": "люди",
        "детьми": "дети",
        "рынок": "рынка",
        "рынком": "рынка",
        "подросток": "подростка",
        "подростком": "подростка",
        "ребенок": "ребенка",
        "ребенком": "ребенка",
    },
}
"""As `analyser.normalised` writes words, `ё` as `е`."""


def _pairs(words: str) -> dict[str, str]:
    """Return plural and singular of pairs written `plural:singular`."""
    return dict(pair.split(":") for pair in words.split())


BROKEN_PLURALS: Final[Mapping[str, str]] = _pairs(
    "اطفال:طفل عمال:عامل نساء:امراه اسر:اسره وثائق:وثيقه بلدان:بلد دول:دوله برامج:برنامج مشاريع:مشروع طلاب:طالب طلبه:طالب خبراء:خبير "
    "ضحايا:ضحيه قوانين:قانون افراد:فرد اشخاص:شخص حلول:حل مناطق:منطقه تدابير:تدبير معايير:معيار صناديق:صندوق بدائل:بديل كوارث:كارثه "
    "عقود:عقد اجور:اجر رسوم:رسم اجانب:اجنبي شركاء:شريك مجتمعات:مجتمع مدن:مدينه حقوق:حق قصر:قاصر لوائح:لائحه مراكز:مركز مراه:امراه "
    "مهربون:مهرب مهربين:مهرب شباب:شاب فتيات:فتاه حواجز:حاجز تكاليف:تكلفه مسارات:مسار ارواح:روح قدرات:قدره"
)
"""Arabic plurals that change the inside of a word, in the letters of `arabic.ALIKE`: plural, then singular."""
