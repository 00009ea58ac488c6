"""What the tests of this room give out: a few figures with everything that could go wrong in their texts, and any others."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from stocktake.catalog import area, catalog
from stocktake.export.holding import Edition, Facts
from stocktake.model.provenance import Source
from stocktake.tables import schema
from tables.observed import observed

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOSTILE = "a \"quoted\", <marked> & 'odd' text;\n second line\twith a tab é العودة 自愿"


def facts():
    loaded = catalog.load()
    return Facts(area.areas(), loaded.indicators, loaded.frameworks, loaded.codelists)


EDITIONS = (
    Edition(
        Source("s", "1", "Figures of S", "Office S", "2024", "https://example.org/s", "CC BY 4.0", released="2024-05"),
        "Office S (2024)",
    ),
    Edition(Source("t", "2025-06-04", "Figures of T", "Office T", "2025", licence="own terms"), "Office T", ("Mind the gap.",)),
)


def few():
    """Return figures of two editions in the order of a snapshot: a span, a quarter, a value withheld, and hostile words."""
    rows = observed(
        {"indicator": "10.c.1", "series": "A", "ref_area": "MDA", "time_period": "2020/2024", "obs_value": 0.1},
        {"indicator": "10.c.1", "series": "A", "ref_area": "MDA", "time_period": "2024-Q1", "obs_value": 1e22},
        {"indicator": "10.c.1", "series": "A", "ref_area": "MDA", "time_period": "2024-Q2", "obs_value": None, "obs_status": "O"},
        {
            "indicator": "x",
            "series": HOSTILE.replace("\n", "").replace("\t", ""),
            "ref_area": "unhcr:UNK",
            "sex": "F",
            "comment_obs": HOSTILE,
            "source": "t",
            "vintage": "2025-06-04",
        },
        {
            "indicator": "x",
            "series": "Y",
            "ref_area": "MDA",
            "migratory_status": "MS_MIGRANT",
            "other_dims": "a=1;b=2",
            "unit_measure": "PS",
            "source": "t",
            "vintage": "2025-06-04",
        },
    )
    return schema.in_order(rows)


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
PERIODS = st.sampled_from(["1999", "2024", "2024-Q3", "2024-S2", "2024-11", "2020/2024"])


@st.composite
def tables(draw):
    """Return any figures, each key once, in the order of a snapshot."""
    rows = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "indicator": st.sampled_from(["10.7.2", "idps-dtm", "x y"]),
                    "series": TEXTS,
                    "ref_area": st.sampled_from(["WLD", "MDA", "202", "eurostat:EU 27", "unhcr:UNK"]),
                    "time_period": PERIODS,
                    "sex": st.sampled_from(["_T", "F", "M"]),
                    "counterpart_area": st.sampled_from(["_T", "TUR", "own:Ü"]),
                    "other_dims": st.sampled_from(["_T", "a=1;b=2"]),
                    "obs_value": st.none() | st.floats(allow_nan=False, allow_infinity=False),
                    "comment_obs": TEXTS,
                    "vintage": st.sampled_from(["", "2024-05-01", "Issue 19, September 2016"]),
                }
            ),
            min_size=1,
            max_size=8,
            unique_by=lambda row: tuple(
                row[name]
                for name in ("indicator", "series", "ref_area", "time_period", "sex", "counterpart_area", "other_dims", "vintage")
            ),
        )
    )
    return schema.in_order(observed(*rows))
