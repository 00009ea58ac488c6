"""Words found again in whatever form they stand: six languages, inflected, joined, run together."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.search import analyser, arabic

LETTERS = "abcdefghijklmnopqrstuvwxyzéèêëàâçîïôûùñáíóúüабвгдеёжзийклмнопрстуфхцчшщъыьэюяابتثجحخدذرزسشصضطظعغفقكلمنهويأإآةىؤئء移民返回自愿"
texts = st.text(st.sampled_from(LETTERS + " .,'-0123456789"), max_size=60)


def meets(asked, text, language):
    """Return whether every word of a query is found in a text, by one of its tokens."""
    kept = set(analyser.tokens(text, language))
    return all(kept & set(place) for place in analyser.query(asked))


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        pytest.param("en", "return returns returned returning", id="English verb"),
        pytest.param("en", "child children child's children's", id="English irregular plural"),
        pytest.param("fr", "volontaire volontaires Volontairement", id="French adjective and adverb"),
        pytest.param("fr", "asile d'asile d’asile l’asile", id="French elision, both apostrophes"),
        pytest.param("fr", "national nationaux nationale", id="French plural in -aux"),
        pytest.param("es", "migración migraciones migracion Migración", id="Spanish, with and without accent"),
        pytest.param("es", "trabajador trabajadora trabajadores", id="Spanish gender"),
        pytest.param("ru", "возвращение возвращения возвращению возвращением", id="Russian cases"),
        pytest.param("ru", "беженец беженца беженцев беженцы", id="Russian vowel that goes"),
        pytest.param("ru", "ребёнок ребенка", id="Russian ё typed as е"),
        pytest.param("ru", "людей людьми людям", id="Russian irregular case"),
        pytest.param("ar", "العودة والعودة بالعودة للعودة عودة عودتهم وعودة", id="Arabic article, and, by, for, their"),
        pytest.param("ar", "مهاجر المهاجرين والمهاجرون للمهاجرات وللمهاجرين كالمهاجرين", id="Arabic number and gender"),
        pytest.param("ar", "لاجئ اللاجئين للاجئين واللاجئون", id="Arabic first letter lam"),
        pytest.param("ar", "التزام الالتزام والتزام", id="Arabic word that begins as the article does"),
        pytest.param("ar", "طفل الأطفال أطفالهم للأطفال", id="Arabic broken plural"),
        pytest.param("ar", "العَوْدَة العـودة العوده", id="Arabic vowels, stretched, without dots"),
        pytest.param("ar", "هجرة بهجرة لهجرة وهجرة", id="Arabic joined prepositions without article"),
    ],
)
def test_every_form_of_a_word_finds_every_other(language, forms):
    for asked in forms.split():
        for stands in forms.split():
            assert meets(asked, stands, language), f"{asked} does not find {stands}"


@pytest.mark.parametrize(
    ("asked", "text", "language"),
    [
        pytest.param("返回", "移民自愿返回和重返社会", "zh", id="a Chinese word inside a sentence"),
        pytest.param("自愿返回", "支持移民自愿返回原籍国", "zh", id="a Chinese phrase inside a sentence"),
        pytest.param("移民署", "联合国移民署IOM的项目", "zh", id="Chinese and Latin run together"),
        pytest.param("IOM", "联合国移民署IOM的项目", "zh", id="a short name between Chinese words"),
        pytest.param("capacity building", "capacity-building", "en", id="hyphen"),
        pytest.param("reintegration", "re-integration", "en", id="prefix with a hyphen"),
        pytest.param("cooperation", "co-operation", "en", id="co- with a hyphen"),
        pytest.param("50000", "50,000 people", "en", id="thousands with commas"),
        pytest.param("50000", "50\u202f000 personnes", "fr", id="thousands with narrow spaces"),
        pytest.param("2024", "٢٠٢٤", "ar", id="Arabic digits"),
        pytest.param("10.c.1", "Indicator 10.c.1.", "en", id="code of an indicator"),
        pytest.param("US", "U.S.", "en", id="dots of a short name"),
        pytest.param("remesas", "envío de Remesas", "", id="language not known"),
        pytest.param("sans-abri", "les sans-abri", "fr", id="a word of denial is no common word"),
        pytest.param("migração", "a migração", "pt", id="a language that is not read: the plain word"),
    ],
)
def test_what_is_written_otherwise_is_found(asked, text, language):
    assert meets(asked, text, language)


@pytest.mark.parametrize(
    ("asked", "text", "language"),
    [
        ("AIDS", "aid to refugees", "en"),
        ("return", "remittances", "en"),
        ("返回", "移民的权利", "zh"),
        ("العودة", "الاحتجاز", "ar"),
        ("10.7.1", "10.7.2", "en"),
        ("no devolución", "devolución", "es"),
        ("sans-abri", "un abri", "fr"),
    ],
)
def test_another_word_is_not_found(asked, text, language):
    assert not meets(asked, text, language)


@pytest.mark.parametrize("empty", ["", "   ", "!?—", "\x00", "the of de la в 　"])
def test_a_text_without_words_has_no_tokens(empty):
    assert analyser.tokens(empty) == analyser.query(empty) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The return of migrants to the country", "en"),
        ("Le retour des migrants dans le pays", "fr"),
        ("El retorno de los migrantes y la reintegración", "es"),
        ("Возвращение мигрантов (IOM)", "ru"),
        ("عودة المهاجرين (IOM)", "ar"),
        ("国际移民组织 (IOM)", "zh"),
        ("IOM 2024", "en"),
    ],
)
def test_a_language_is_guessed(text, language):
    assert analyser.guessed(text) == language


@given(texts)
def test_case_does_not_matter(text):
    assert analyser.tokens(text.upper(), "fr") == analyser.tokens(text, "fr")
    assert analyser.query(text.upper()) == analyser.query(text)


@given(texts, st.sampled_from(analyser.LANGUAGES))
def test_composed_or_decomposed_letters_do_not_matter(text, language):
    assert analyser.tokens(unicodedata.normalize("NFD", text), language) == analyser.tokens(text, language)


@given(st.text(max_size=60))
def test_what_is_normalised_stays_as_it_is(text):
    once = analyser.normalised(text)
    assert analyser.normalised(once) == once


@given(st.lists(st.text(st.sampled_from(LETTERS), min_size=1, max_size=8), max_size=8), st.randoms())
def test_the_order_of_words_changes_only_the_order_of_tokens(words, random):
    mixed = random.sample(words, len(words))
    assert sorted(analyser.tokens(" ".join(words), "es")) == sorted(analyser.tokens(" ".join(mixed), "es"))


@given(texts, st.sampled_from(analyser.LANGUAGES))
def test_a_text_is_found_by_its_own_words(text, language):
    assert meets(text, text, language)


@given(st.text(max_size=80), st.sampled_from([*analyser.LANGUAGES, "", "pt"]))
def test_no_text_is_too_strange(text, language):
    for token in analyser.tokens(text, language):
        assert token
        assert not any(sign.isspace() for sign in token)


def test_a_stem_cut_before_stays_as_it_is_in_arabic():
    for word in ("العوده", "المهاجرين", "التحويلات", "للاجئين", "الطوعيه", "احتجاز"):
        first = arabic.forms(word)[0]
        assert first in arabic.forms(first)


def test_a_word_without_end_is_cut():
    assert len(analyser.tokens("a" * 1_000_000)[0]) == analyser.LONGEST


def test_a_megabyte_of_english_takes_less_than_a_second():
    words = "The dialogue heard how municipalities support migrants' children, and returned 1,200 families in 2023. "
    text = words * (1_000_000 // len(words))
    analyser.tokens(text, "en")
    before = time.perf_counter()
    analyser.tokens(text, "en")
    assert time.perf_counter() - before < 1
