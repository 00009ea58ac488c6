"""Text into tokens, the same for documents and queries, so that a word is found in whatever form it stands.

A token is a word without what changes from sentence to sentence: case, accents, signs of vowels, article, ending. The words of English,
French, Spanish and Russian are cut to their Snowball stems, Arabic ones as `arabic.forms` says; Chinese, which parts no words,
becomes overlapping pairs of characters. The script of a word decides how it is read; the language only parts those that share one.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from stocktake.search import arabic, irregular
from stocktake.search.common import BY_LANGUAGE

if TYPE_CHECKING:
    from snowballstemmer.basestemmer import BaseStemmer as Stemmer

LANGUAGES: Final = ("ar", "en", "es", "fr", "ru", "zh")

LONGEST: Final = 64
"""Characters of a word that count; what is longer is no word."""

_SNOWBALL: Final = {"en": "english", "es": "spanish", "fr": "french", "ru": "russian"}
_LOCK: Final = threading.Lock()  # a stemmer keeps the word it works on: two threads must not share it
_REMEMBERED: Final = 200_000  # words whose tokens are kept, a language; some 40 MB when full

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_PIECE: Final = re.compile(
    rf"[{_HAN}]+"
    r"|\d+(?:[.,]\d+)*(?:\.[a-d]\b(?:\.\d+)?)?(?![^\W\d_])"  # 50,000 and 10.7.2 and 10.c.1
    r"|(?:[^\W\d_]\.){2,}"  # U.N.
    rf"|[^\W_{_HAN}]+(?:'[^\W_{_HAN}]+)*"
)
_ASCII_PIECE: Final = re.compile(r"\d+(?:[.,]\d+)*(?:\.[a-d]\b(?:\.\d+)?)?(?![a-z])|(?:[a-z]\.){2,}|[a-z0-9]+(?:'[a-z0-9]+)*")
_ELISION: Final = re.compile(r"^(?:l|d|j|m|t|s|c|n|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'(?=..)")
_PREFIX: Final = re.compile(r"\b(re|ré|co)-(?=[^\W\d_])")
_THOUSANDS: Final = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}\b)")
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_ASCII_JOINERS: Final = str.maketrans({"`": "'"})
_KEPT: Final = frozenset({"aids", "sids", "unhcr", "hcr", "ldcs"})
"""Short names that a stemmer would take for a plural; by case they cannot be told, for a query is typed in small letters."""


def places(text: str, language: str = "") -> list[tuple[str, ...]]:
    """Return one tuple a word of `text`, in order: the tokens it may be found by, the likeliest first. Common words are left out.

    `language` is one of `LANGUAGES`; with any other, or none, it is guessed. Words in another script than that of the language are read
    as that script is: Latin ones as English, Cyrillic ones as Russian. Empty text has no places.

    >>> places("The returns of l'Organisation", "fr")
    [('return',), ('organis',)]
    >>> places("自愿返回"), places("وبالعودة")
    ([('自愿',), ('愿返',), ('返回',)], [('عود',)])
    """
    of_latin = language if language in ("en", "es", "fr") else guessed(text) if language not in LANGUAGES else "en"
    of_latin = of_latin if of_latin in ("en", "es", "fr") else "en"
    return [found for piece in _pieces(text) if (found := _tokens_of(piece, of_latin))]


def tokens(text: str, language: str = "") -> list[str]:
    """Return all tokens of `text` one after another, as an index keeps them; see `places`.

    >>> tokens("Detention of 50,000 migrants' children in the U.S. report on capacity-building", "en")
    ['detent', '50000', 'migrant', 'child', 'us', 'report', 'capac', 'build']
    """
    return [token for place in places(text, language) for token in place]


def query(text: str) -> list[tuple[str, ...]]:
    """Return one tuple a word of a query: its tokens in every language its script allows, and the plain word for other languages.

    >>> query("réfugiés"), query("IOM")
    ([('refugi', 'refugie', 'refugies')], [('iom',)])
    """
    return [found for piece in _pieces(text) if (found := _asked(piece))]


def plain(text: str) -> list[str]:
    """Return the words of `text` as they stand, normalised and with their accents: one for each place of `places` and `query`.

    >>> plain("Les réfugiés d'Afrique")
    ['réfugiés', 'afrique']
    """
    return [word for piece in _pieces(text) if (word := _word(piece)) not in _COMMON]


def guessed(text: str) -> str:
    """Return the language a text is most likely in: by script first, then by the common words of English, French and Spanish.

    English where nothing speaks for another. The first 4,000 characters are looked at.

    >>> guessed("Les migrants et la réintégration dans les communes"), guessed("возвращение"), guessed("返回"), guessed("")
    ('fr', 'ru', 'zh', 'en')
    """
    pieces = list(_pieces(text[:4000]))
    counts = dict.fromkeys(("latin", "ru", "ar", "zh"), 0)
    for piece in pieces:
        counts[script(piece)] += len(piece) * (2 if script(piece) == "zh" else 1)
    most = max(counts, key=lambda one: counts[one])
    return _latin_language(pieces) if most == "latin" else most


def is_common(word: str) -> bool:
    """Return whether a word is left out wherever it stands: common in English, French, Spanish, Russian or Arabic.

    >>> is_common("The"), is_common("WHO")
    (True, False)
    """
    return normalised(word) in _COMMON


def normalised(text: str) -> str:
    """Return `text` in the one form that is cut into words: compatible characters (NFKC) in small letters, one kind of apostrophe.

    Signs of Arabic vowels, the stroke that stretches a word, signs of direction and soft hyphens are gone, digits are 0 to 9. Accents stay.

    >>> normalised("L’ÉTÉ  ２０２４"), normalised("العَـوْدَة")
    ("l'été  2024", 'العوده')
    """
    if text.isascii():
        return text.lower().translate(_ASCII_JOINERS)
    plain = unicodedata.normalize("NFKC", _THOUSANDS.sub("", text)).casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", plain).translate(_SIGNS))


def folded(word: str) -> str:
    """Return a word without its accents; `ё` is `е`, `й` stays a letter of its own.

    >>> folded("déplacé"), folded("niño"), folded("чёрный")
    ('deplace', 'nino', 'черный')
    """
    if word.isascii():
        return word
    return "".join(_FOLDED.get(sign) or _fold(sign) for sign in word)


def stem(word: str, language: str) -> str:
    """Return the stem of a normalised word in `en`, `es`, `fr` or `ru`, without accents; with another language the folded word.

    A Spanish `-cion` typed without its accent is read as if it had it, for the stemmer goes by it.

    >>> stem("voluntarios", "es"), stem("migracion", "es"), stem("migraciones", "es"), stem("добровольного", "ru")
    ('voluntari', 'migracion', 'migracion', 'добровольн')
    """
    if language not in _SNOWBALL or word in _KEPT:
        return folded(word)
    whole = _BEFORE_STEMMING.get(language, _as_it_is)(word)
    with _LOCK:
        cut = _stemmer(language).stemWord(irregular.BY_LANGUAGE.get(language, {}).get(whole, whole))
    return folded(str(cut))


@cache
def _stemmer(language: str) -> "Stemmer":
    import snowballstemmer  # with the rules of all its languages, that takes a quarter of a second

    return snowballstemmer.stemmer(_SNOWBALL[language])


def _as_it_is(word: str) -> str:
    return word


def _french(word: str) -> str:
    """Return a word without the s of -is and -us, which the stemmer leaves (emploi, emplois; détenu, détenus)."""
    return _IS_US.sub("", word)


def _spanish(word: str) -> str:
    """Return a word with the accent of -ción, which many leave out."""
    return _ION.sub("ión", word)


def _russian(word: str) -> str:
    """Return a word with е for ё, and беженец as it is in its other cases, where its last vowel is gone."""
    plain = word.replace("ё", "е")
    return f"{plain[:-2]}ц" if plain.endswith("ец") and len(plain) > 4 else plain


_ION: Final = re.compile("(?<=[cs])ion$")
_IS_US: Final = re.compile("(?<=..[iu])s$")
_BEFORE_STEMMING: Final = {"fr": _french, "es": _spanish, "ru": _russian}


class _Signs(dict[int, str]):
    """What becomes of one character in `normalised`, worked out when it is first met: signs that only mark or steer are gone."""

    def __missing__(self, point: int) -> str:
        sign = chr(point)
        category = unicodedata.category(sign)
        kept = str(unicodedata.digit(sign)) if category == "Nd" else "" if self._is_mark(sign, category) else sign
        self[point] = kept
        return kept

    @staticmethod
    def _is_mark(sign: str, category: str) -> bool:
        return category == "Cf" or (category == "Mn" and not "\u0300" <= sign <= "\u036f")


_SIGNS: Final = _Signs(
    {**arabic.ALIKE, ord("ـ"): "", **dict.fromkeys(map(ord, "’‘ʼ‛´`′"), "'"), **dict.fromkeys(map(ord, "‐‑–—"), "-")}
)
_FOLDED: dict[str, str] = {"й": "й", "ё": "е", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}
_COMMON: Final = frozenset(word for words in BY_LANGUAGE.values() for word in words)


def _fold(sign: str) -> str:
    """Return a letter without its marks, and keep the answer."""
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return _FOLDED.setdefault(sign, bare)


def _pieces(text: str) -> Iterator[str]:
    """Yield the words, numbers and pairs of Chinese characters of a text, normalised, common ones too."""
    plain = normalised(text)
    if "-" in plain:
        plain = _PREFIX.sub(r"\1", plain)
    if plain.isascii():
        yield from _ASCII_PIECE.findall(plain)
        return
    for piece in _PIECE.findall(plain):
        if script(piece) == "zh" and len(piece) > 1:
            yield from (piece[at : at + 2] for at in range(len(piece) - 1))
        else:
            yield piece


def script(piece: str) -> str:
    """Return `ar`, `ru` or `zh` for the script of a word's first letter, `latin` for any other.

    >>> script("возвращение"), script("返回"), script("return")
    ('ru', 'zh', 'latin')
    """
    point = ord(piece[0])
    if point < 0x400:
        return "latin"
    if point < 0x530:
        return "ru"
    if 0x600 <= point < 0x780 or 0x8A0 <= point < 0x900:
        return "ar"
    return "zh" if point >= 0x3400 and _IS_HAN.match(piece) else "latin"


_IS_HAN: Final = re.compile(f"[{_HAN}]")


def _latin_language(pieces: list[str]) -> str:
    counts = {language: sum(piece in BY_LANGUAGE[language] for piece in pieces) for language in ("en", "fr", "es")}
    return max(counts, key=lambda language: counts[language])


@lru_cache(maxsize=_REMEMBERED)
def _tokens_of(piece: str, of_latin: str) -> tuple[str, ...]:
    """Return the tokens of one piece of a text, none where it is common; `of_latin` is the language of words in Latin letters."""
    word = _word(piece)
    if word in _COMMON:
        return ()
    written = script(word)
    if written == "ar":
        return arabic.forms(word)
    if written == "zh" or word[0].isdigit():
        return (word,)
    return (stem(word, "ru" if written == "ru" else of_latin),)


@lru_cache(maxsize=_REMEMBERED)
def _asked(piece: str) -> tuple[str, ...]:
    """Return the tokens of one piece of a query in every language of its script, in the order of the alphabet for Latin letters."""
    word = _word(piece)
    if script(word) != "latin" or word[0].isdigit() or word in _COMMON:
        return _tokens_of(piece, "en")
    return tuple(sorted({folded(word), *(token for language in ("en", "es", "fr") for token in _tokens_of(piece, language))}))


def _word(piece: str) -> str:
    """Return a piece as it is stemmed: without elided article, apostrophes, dots of initials and separators of thousands."""
    short = piece[:LONGEST]
    if short[0].isdigit():
        return short.replace(",", "") if _GROUPED.fullmatch(short) else short.replace(",", ".")
    if "'" in short:
        short = _ELISION.sub("", short)
        short = short.removesuffix("'s").replace("'", "")
    return short.replace(".", "")
