"""The texts of the interface: each is there in every language, says its figures, and is compiled."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.utils import translation

SCRIPT = Path(__file__).parents[3] / "scripts" / "texts.py"


@pytest.fixture(scope="module")
def texts():
    spec = importlib.util.spec_from_file_location("texts", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gathered(texts):
    return texts.gathered()


@pytest.mark.parametrize("folder", ["ar", "es", "fr", "ru", "zh_Hans"])
def test_every_text_of_the_interface_is_translated(texts, gathered, folder):
    catalog = texts.known(folder)
    there = {one.id for one in catalog if one.id}
    assert {one.id for one in gathered if one.id} - there == set(), "run `make texts`, and translate what it tells of"
    assert texts.untranslated(catalog) == []


@pytest.mark.parametrize("folder", ["ar", "es", "fr", "ru", "zh_Hans"])
def test_a_translation_says_the_figures_that_the_english_text_says(texts, folder):
    def parts(text):
        return set(re.findall(r"%\(\w+\)s", text))

    for one in texts.known(folder):
        if one.id:
            said = one.id if isinstance(one.id, tuple) else (one.id,)
            forms = one.string if isinstance(one.string, tuple) else (one.string,)
            assert {frozenset(parts(form)) for form in forms} == {frozenset(parts(said[-1]))}, one.id


@pytest.mark.parametrize("folder", ["ar", "es", "fr", "ru", "zh_Hans"])
def test_what_the_site_reads_is_what_people_edit(texts, folder):
    compiled = (texts.LOCALE / folder / "LC_MESSAGES" / "django.mo").read_bytes()
    assert compiled == texts.compiled(texts.known(folder)), "run `make texts`"


@pytest.mark.parametrize(
    ("number", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (14, 4), (99, 4), (100, 5), (103, 3), (114, 4)]
)
def test_arabic_has_its_own_form_for_each_kind_of_number(texts, number, form):
    forms = next(one.string for one in texts.known("ar") if one.id == ("%(num)s record", "%(num)s records"))
    with translation.override("ar"):
        assert translation.ngettext("%(num)s record", "%(num)s records", number) == forms[form]
    assert len(set(forms)) > 3
