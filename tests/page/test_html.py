"""The page, as text."""

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from review_factory import HOSTILE, SHORT_TITLES, bare, country, hostile, large, world
from stocktake.model.review import Finding, Spread
from stocktake.model.verdict import STANDINGS
from stocktake.page import review_json
from stocktake.page.html import html

REVIEWS = {"country": country, "world": world, "bare": bare, "hostile": hostile, "large": large}
VOID = {"meta", "br", "link", "img", "input", "hr", "wbr"}
INLINE = {"a", "b", "bdi", "cite", "code", "span", "strong"}


class Reader(HTMLParser):
    """Reads a page into its elements, each with its attributes and all the text inside."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.said = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self._part(tag)
        element = {"tag": tag, "text": "", "from": len(self.said), **dict(attributes)}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.elements.append({"tag": tag, "text": "", **dict(attributes)})

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        self._part(tag)
        opened = self.open.pop()
        assert opened["tag"] == tag, f"</{tag}> closes <{opened['tag']}>"
        opened["text"] = "".join(self.said[opened.pop("from") :])

    def _part(self, tag):
        if tag not in INLINE:
            self.said.append(" ")

    def handle_data(self, data):
        self.said.append(data)

    def all(self, tag):
        return [one for one in self.elements if one["tag"] == tag]

    def by_id(self, name):
        return next(one for one in self.elements if one.get("id") == name)


@pytest.fixture(scope="module")
def pages():
    return {name: html(make()) for name, make in REVIEWS.items()}


@pytest.fixture(scope="module")
def readers(pages):
    return {name: Reader(text) for name, text in pages.items()}


def squeezed(text):
    return " ".join(text.split()).replace(" .", ".")


@pytest.mark.parametrize("name", REVIEWS)
def test_every_element_is_closed_where_it_should_be(name, readers):
    assert readers[name].open == []


@pytest.mark.parametrize("name", REVIEWS)
def test_every_link_inside_the_page_leads_somewhere(name, readers):
    ids = {one["id"] for one in readers[name].elements if "id" in one}
    links = {one["href"][1:] for one in readers[name].elements if one.get("href", "").startswith("#")}
    assert links <= ids


@pytest.mark.parametrize("name", REVIEWS)
def test_no_id_stands_twice(name, readers):
    ids = Counter(one["id"] for one in readers[name].elements if "id" in one)
    assert [one for one, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", REVIEWS)
def test_every_name_that_an_element_is_labelled_by_exists(name, readers):
    ids = {one["id"] for one in readers[name].elements if "id" in one}
    labels = {one[key] for one in readers[name].elements for key in ("aria-labelledby", "aria-describedby") if key in one}
    assert labels <= ids


@pytest.mark.parametrize("name", REVIEWS)
def test_the_page_asks_for_nothing_from_elsewhere(name, pages, readers):
    assert not any(one.get("src") for one in readers[name].elements)
    assert not readers[name].all("link")
    style = readers[name].all("style")[0]["text"]
    assert "url(" not in style
    assert "@import" not in style
    assert re.findall(r'<use href="(?!#)', pages[name]) == []


@pytest.mark.parametrize("name", REVIEWS)
def test_the_policy_allows_exactly_this_style_and_this_script(name, readers):
    policy = next(one["content"] for one in readers[name].all("meta") if one.get("http-equiv"))
    for tag in ("style", "script"):
        (element,) = readers[name].all(tag)
        assert f"'sha256-{b64encode(sha256(element['text'].strip().encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not any("style" in one or any(key.startswith("on") for key in one) for one in readers[name].elements)


def test_the_sections_come_in_the_order_of_a_readers_questions(readers):
    ids = [one["id"] for one in readers["country"].all("section") if "aria-labelledby" in one]
    after = ["method", "verified", "frameworks", "sources", "documents", "names", "again"]
    assert ids == ["glance", "area", "silences", "objectives", "across", "gathered", *after]


def test_the_world_has_no_section_about_itself(readers):
    assert not any(one.get("id") == "area" for one in readers["world"].elements)


def test_a_country_the_documents_do_not_name_is_told_so(readers):
    assert "say nothing about Exampleland" in readers["bare"].by_id("area")["text"]


def test_the_picture_names_every_objective_with_its_standing_in_words(readers):
    tiles = [squeezed(one["text"]) for one in readers["country"].all("a") if "tile" in one.get("class", "")]
    assert len(tiles) == 23
    assert tiles[19] == "20 Remittances too slow"
    assert tiles[7] == "8 Save lives going the wrong way"
    assert all(title in tile for title, tile in zip(SHORT_TITLES, tiles, strict=True))


def test_the_counts_stand_in_a_table(readers):
    rows = [squeezed(one["text"]) for one in readers["country"].all("tr")][1:6]
    assert rows == ["on course 1 1", "too slow 1 1", "going the wrong way 1 1", "cannot be told 2 3", "no figure 18 1"]


def test_an_indicator_shows_its_verdict_method_window_and_source(readers):
    card = squeezed(readers["country"].by_id("indicator-10.c.1")["text"])
    for said in (
        "10.c.1 Cost of sending a remittance too slow per cent of the amount sent",
        "Limited progress: 8 in 2015, 6 per cent in 2023",
        "Latest 6 % in 2023",
        "Baseline 8 % in 2015",
        "Target 3 by 2030. The number stands in the text. (A/RES/71/313, SDG 10.c)",
        "Pace −3.53 % a year, where −6.33 % a year was needed: 0.557 times the pace needed",
        "Method Pace measure, from 2015 to 2023; class: Limited progress",
        "Source Bank of Examples, Survey of Prices & Costs, 2024, edition 2024-Q1 (S1)",
        "Asked for, not found here: figures by type of provider.",
        "1 other series, side by side corridor to Ruritania",
    ):
        assert said in card


def test_every_series_has_its_values_in_a_table(readers):
    shown = " ".join(squeezed(one["text"]) for one in readers["country"].all("table") if one.get("class") == "values")
    for assessed in country().indicators:
        for series in assessed.series:
            assert series.title in shown
    assert "2015 6,700 published S1 2024-Q1 2016 no figure missing S1 2024-Q1" in shown


def test_series_of_one_value_share_a_table_and_have_no_chart(readers):
    card = squeezed(readers["country"].by_id("indicator-10.7.3")["text"])
    assert "2 further series of one value each, from which no course can be told" in card
    assert "route over land persons 12 2023 published S1 2024-Q1 route by air persons no figure" in card
    assert not any("route" in one["text"] for one in readers["country"].all("title"))
    assert "Visitors: all of the area persons 1 2023 published" in squeezed(readers["country"].by_id("across")["text"])


def test_a_series_that_went_the_wrong_way_says_so_beside_its_pace(readers):
    card = squeezed(readers["country"].by_id("indicator-10.7.3")["text"])
    assert "3.08 % a year, where −65.00 % a year was needed: the wrong way, by 0.0474 times the pace needed" in card


def test_every_chart_has_a_name_of_its_own(readers):
    charts = [one for one in readers["country"].all("svg") if one.get("class") == "chart"]
    assert len({one["aria-labelledby"] for one in charts}) == len(charts) > 10


def test_an_indicator_without_a_figure_says_so_and_shows_no_chart(readers):
    card = readers["country"].by_id("indicator-10.7.1")
    assert "No figure for Exampleland." in card["text"]
    assert "Baseline" not in card["text"]


def test_an_indicator_that_may_not_be_graded_gives_the_reason(readers):
    assert "Shown, not graded. A higher share can mean" in squeezed(readers["country"].by_id("indicator-17.3.2")["text"])


def test_an_indicator_of_many_objectives_stands_once_and_is_named_under_each(pages, readers):
    assert pages["country"].count('id="indicator-10.7.2"') == 1
    assert "10.7.2 Countries with well-managed migration policies on course" in squeezed(
        readers["country"].by_id("gcm-11")["text"]
    )
    assert "(its publisher says so)" in readers["country"].by_id("indicator-10.7.2")["text"]


def test_figures_for_context_are_set_apart_and_not_graded(readers):
    section = squeezed(readers["country"].by_id("gcm-1")["text"])
    assert "For context: shown, not graded" in section
    assert "International migrants persons; S2 153,916,063 1990 304,021,813 2024" in section
    assert "Net migration not verified persons; S1 −12,500 2015/2020 3,000.5 2020/2025" in section
    assert not any(word in readers["country"].by_id("indicator-migrant-stock")["text"] for word in STANDINGS.values())


def test_areas_within_are_counted_and_named_but_not_ranked(readers):
    card = squeezed(readers["world"].by_id("indicator-10.c.1")["text"])
    assert "How the areas within stand on course 2 too slow 1 cannot be told 1 no figure 1" in card
    assert "On course Åland, Bhutan" in card
    assert "This is no ranking" in card


def test_a_record_says_who_said_it_and_where(readers):
    text = squeezed(readers["country"].by_id("record-practice-1")["text"])
    assert text.endswith("Said by Ministry of Examples: D1, line 40; D2, lines 7–9 · 2017")
    assert "Said by the document: D1, lines 10–12" in squeezed(readers["country"].by_id("record-need-1")["text"])
    assert "lines 10–12 · about Ruritania, XYZ" in squeezed(readers["country"].by_id("record-recommendation-1")["text"])
    assert "lines 10–12 · with Bank of Examples, Diaspora Union" in squeezed(
        readers["country"].by_id("record-partnership-1")["text"]
    )
    assert "Said by the document: unlisted, line 1" in squeezed(readers["country"].by_id("record-term-1")["text"])


def test_a_record_stands_in_full_once_and_in_one_line_elsewhere(pages, readers):
    assert pages["world"].count('id="record-practice-1"') == 1
    section = squeezed(readers["world"].by_id("gcm-19")["text"])
    assert "1 practice Title of practice-1" in section
    assert "What practice-1 says" not in section


def test_a_record_nobody_has_accepted_is_marked(readers):
    assert "candidate, not accepted" in readers["country"].by_id("record-recommendation-1")["text"]


def test_stated_figures_and_speakers_are_shown(readers):
    assert "12,000 US dollars: cost of one course, 2018" in squeezed(readers["country"].by_id("record-need-1")["text"])
    assert "Ada Example, Director, Office of Population, speaker, Panel 1" in readers["country"].by_id("record-speaker-1")["text"]


def test_types_of_records_come_in_the_order_of_a_readers_interest(readers):
    section = squeezed(readers["world"].by_id("gcm-20")["text"]).partition("What the documents say")[2]
    counted = re.findall(r"\b1 (practice|need|offer|recommendation|target)\b", section)
    assert counted == ["practice", "need", "offer", "recommendation", "target"]


@pytest.mark.parametrize(("name", "language"), [("record-offer-1", "fr"), ("record-offer-2", "ar"), ("record-offer-3", "zh")])
def test_words_of_another_language_say_which(name, language, readers):
    assert readers["country"].by_id(name)["lang"] == language


def test_what_was_not_read_in_the_original_is_labelled_and_listed(readers):
    assert "not verified" in readers["country"].by_id("gcm-9")["text"]
    assert "not verified" not in readers["country"].by_id("gcm-13")["text"]
    assert "read in part" in readers["country"].by_id("indicator-10.7.3")["text"]
    listed = squeezed(readers["country"].by_id("verified")["text"])
    assert "Compact 9: Counter smuggling, as the full title says it: not verified: from general knowledge" in listed
    assert "The forum meets every four years.: read in another publisher's text" in listed


def test_a_target_that_is_a_reading_is_not_passed_off_as_the_text(readers):
    deaths, births = (squeezed(readers["country"].by_id(f"indicator-{one}")["text"]) for one in ("10.7.3", "16.9.1"))
    assert "0 by 2030. our reading A rise can mean better recording." in deaths
    assert "100 by 2030. our reading The text gives no number: 100 is our reading of “universal” or “for all”." in births


def test_sources_stand_with_their_edition_and_documents_with_their_number(readers):
    table = squeezed(readers["country"].by_id("sources")["text"])
    assert (
        "S2 Office of Population, Tables of Stocks, 2025. Edition: 2024 revision. Licence: not stated. ftp://example.org/stocks"
        in table
    )
    assert "S3 Office of Population, Tables of Stocks, 2021. Edition: 2020 revision." in table
    assert "D2 Dialogue de 2023, Secrétariat, 2023." in squeezed(readers["country"].by_id("documents")["text"])


def test_only_addresses_of_the_web_are_links(readers):
    links = [one["href"] for name in REVIEWS for one in readers[name].all("a")]
    assert {link.partition(":")[0] for link in links if not link.startswith("#")} == {"https"}


def test_the_page_says_how_to_make_it_again(readers):
    assert "stocktake review XEX --as-of 2025" in readers["country"].by_id("again")["text"]


def test_text_from_outside_never_becomes_markup(pages, readers):
    assert len(readers["hostile"].all("script")) == 1
    assert not readers["hostile"].all("img")
    assert not any("onerror" in one for one in readers["hostile"].elements)
    assert readers["hostile"].all("title")[0]["text"].strip() == HOSTILE
    assert squeezed(readers["hostile"].all("h1")[0]["text"]) == HOSTILE
    assert "49" not in readers["hostile"].all("h1")[0]["text"]


def test_a_sentence_leads_to_what_it_rests_on(readers):
    section = squeezed(readers["country"].by_id("glance")["text"])
    assert "See 10.c.1, objective 20, Title of practice-1, S1, 10.7.2." in section


def test_a_sentence_about_many_things_leads_nowhere(pages):
    review = country()
    many = Finding("Much was said.", "records", tuple(one.id for one in review.records))
    assert "Much was said.</span></li>" in html(replace(review, findings=(many, many)))


def test_a_reason_is_not_given_twice():
    review = country()
    ungraded = next(one for one in review.indicators if not one.indicator.grading.is_graded)
    said = replace(ungraded, finding=Finding(f"4 in 2022. {ungraded.indicator.grading.reason}", "verdict"))
    assert html(replace(review, indicators=(said,))).count("can mean dependence") == 1


def test_many_editions_of_one_publisher_are_cited_by_its_name(readers):
    review = country()
    first = review.indicators[0]
    keys = tuple(f"{one.id}@{one.vintage}" for one in review.sources)
    cited = replace(first, series=(replace(first.series[0], sources=keys), *first.series[1:]))
    card = squeezed(Reader(html(replace(review, indicators=(cited,)))).by_id("indicator-10.c.1")["text"])
    assert "Source Bank of Examples (S1); Office of Population (S2, S3)" in card


def test_areas_within_are_not_shown_where_none_has_a_figure():
    review = world()
    empty = replace(review.indicators[0], spread=Spread({"no_figure": ("Chad", "Oman")}))
    assert "How the areas within stand" not in html(replace(review, indicators=(empty,)))


def test_the_page_made_from_the_json_is_the_same_page(pages):
    assert html(review_json.decode(review_json.encode(country()))) == pages["country"]


def test_a_page_as_big_as_the_world_stays_small(pages):
    assert len(pages["large"].encode()) < 1_600_000


def colours(style, dark):
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", style[: style.index("@media")]))
    if dark:
        part = style[style.index("prefers-color-scheme: dark") :]
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", part[: part.index("\n}\n")]))
    return found


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_colour_stands_out_from_its_ground(dark, readers):
    shown = colours(readers["bare"].all("style")[0]["text"], dark)
    pairs = [(text, ground) for text in ("ink", "muted", "accent", "wrong-ink", "none-ink") for ground in ("paper", "card")]
    for name in ("on", "slow", "wrong", "cannot"):
        pairs += [(f"{name}-ink", f"{name}-tint"), ("ink", f"{name}-tint"), (f"{name}-ink", "card"), (f"{name}-ink", "paper")]
    weak = [pair for pair in (*pairs, ("ink", "faint")) if contrast(shown[pair[0]], shown[pair[1]]) < 4.5]
    assert weak == []
