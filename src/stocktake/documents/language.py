"""Which language a text is in: the six of the United Nations and Portuguese, by script and by the commonest small words."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

LEAST = 0.12
"""At least this share of a text's words must be small words of the language."""
AHEAD = 1.15
"""The first language must have so many times the small words of the second."""
FEWEST = 6
"""A shorter piece, in words, is not judged by small words."""
_WORD = re.compile(r"[^\W\d_]+")
_ARABIC, _CYRILLIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufeff]"), re.compile(r"[\u0400-\u04ff]")
_HAN, _KANA = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LATIN = re.compile(r"[a-zA-ZÀ-ɏ]")
_NOT_ARABIC, _NOT_RUSSIAN = re.compile(r"[پچژگکیٹڈڑہھے]"), re.compile(r"[іїєґўјљњћђџќѓѕ]", re.I)


def detect(text: str, fewest: int = FEWEST) -> str:
    """Return `ar`, `en`, `es`, `fr`, `pt`, `ru` or `zh`; "" where the text is too short or in none of them.

    A piece of fewer than `fewest` words in Latin letters is too short.

    >>> detect("The States agreed to work with all of the cities on the return of migrants")
    'en'
    >>> detect("العودة الطوعية إلى الوطن"), detect("自愿返回"), detect("Die Staaten und der Rat haben es so gewollt")
    ('ar', 'zh', '')
    """
    script = _script(text)
    return _by_small_words(text, fewest) if script == "latin" else script


def _script(text: str) -> str:
    """Return the language that the script of most letters tells, `latin`, or "" for none of ours."""
    counts = {"zh": len(_HAN.findall(text)) * 3, "ar": len(_ARABIC.findall(text)), "ru": len(_CYRILLIC.findall(text))}
    counts["latin"] = len(_LATIN.findall(text))
    first = max(counts, key=lambda name: counts[name])
    foreign = {"zh": _KANA, "ar": _NOT_ARABIC, "ru": _NOT_RUSSIAN}.get(first)
    if counts[first] < 2 or (foreign and len(foreign.findall(text)) > 0.02 * counts[first]):
        return ""
    return first


def _by_small_words(text: str, fewest: int) -> str:
    words = _WORD.findall(text)
    if len(words) < fewest:
        return ""
    (first, most), (_, next_most), *_ = _counted(words).most_common()
    return first if most >= LEAST * len(words) and most >= AHEAD * next_most else ""


def _counted(words: Iterable[str]) -> Counter[str]:
    """Return how many of the words are small words of each language."""
    found: Counter[str] = Counter(dict.fromkeys(languages(), 0))
    for word, often in Counter(words).items():
        for language in small_words().get(word.lower(), ()):
            found[language] += often
    return found


def small_word_share(text: str) -> float:
    """Return which share of the words are small words of one language: how much the text looks like one, 0 to 1."""
    words = _WORD.findall(text)
    return max(_counted(words).values()) / len(words) if words else 0.0


@cache
def small_words() -> dict[str, tuple[str, ...]]:
    """Return the languages of each small word, in small letters."""
    with files("stocktake").joinpath("data", "languages", "small-words.csv").open(encoding="utf-8") as lines:
        rows = {(row["language"], word) for row in csv.DictReader(lines) for word in row["words"].split()}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for language, word in sorted(rows):
        found[word].append(language)
    return {word: tuple(those) for word, those in found.items()}


@cache
def languages() -> tuple[str, ...]:
    """Return the languages told apart by small words."""
    return tuple(sorted({language for found in small_words().values() for language in found}))
