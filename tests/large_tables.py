"""Large tables of observations: made up from a seed, and the real SDG database brought to our columns. For benches and equality tests."""

from pathlib import Path

import duckdb

from stocktake.model.indicator import Bounds, Indicator, Target
from stocktake.model.provenance import Verification

_SEEN = Verification("seen")
_INDICATORS = 60

_MADE_UP = """
copy (
  with keys as (
    select i, hash(i + {seed}) h, 'made-up-' || (i % {indicators}) indicator, 'S' || (i % 400) series,
      'A' || (h % 250)::varchar ref_area, ['_T', 'F', 'M'][1 + i % 3] sex, ['_T', 'Y0T14', 'Y15T64', 'Y_GE65'][1 + (i // 3) % 4] age,
      'k=' || i other_dims, 5 + (hash(i * 7 + {seed}) % 28)::int length, 10 + (hash(i * 11 + {seed}) % 1000) / 12.0 level,
      ((hash(i * 13 + {seed}) % 200)::double - 100) / 4000 growth, i % 97 = 0 is_signed, i % 89 = 0 is_quarterly, i % 50 = 0 has_zero
    from range({series}) r(i)),
  cells as (
    select *, 2024 - j - (h % 6)::int as year, hash(i * 31 + j + {seed}) noise from keys, range(0, 34) steps(j)
    where j < length and hash(i * 17 + j) % 12 > 0),
  periods as (
    select *, case when is_quarterly then year || '-Q' || q else year::varchar end as period from cells, range(1, 5) quarters(q)
    where q = 1 or is_quarterly)
  select indicator, series, ref_area, period as time_period, sex, age, '_T' migratory_status, '_T' disability, '_T' counterpart_area,
    other_dims, case when has_zero and year = 2015 then 0.0 when noise % 211 = 0 then null
      else (case when is_signed and year < 2012 then -1 else 1 end) * level * pow(1 + growth, year - 2000)
        * (0.9 + (noise % 200) / 1000.0) end obs_value,
    'PT' unit_measure, 'A' obs_status, 'source-' || (i % 3) source, '2025' vintage, '2025-03' released, '2025-04-01' retrieved,
    i || ':' || year locator, '' comment_obs
  from periods order by {order}
) to '{path}' (format parquet, compression zstd)
"""


def make_up(path: Path, series: int, seed: int = 7, *, shuffled: bool = False) -> int:
    """Write made-up observations of so many series, about 18 rows each, and return how many rows; the same seed gives the same rows."""
    order = "hash(i * 31 + year)" if shuffled else "i, year, period"
    with duckdb.connect() as connection:
        connection.execute(_MADE_UP.format(series=series, seed=seed, indicators=_INDICATORS, order=order, path=path))
        return connection.execute(f"select count(*) from '{path}'").fetchone()[0]


def made_up_indicators() -> list[Indicator]:
    """Return the indicators of the made-up observations: with and without targets, limits and bounds, up and down, past and to come."""
    return [_made_up(number) for number in range(_INDICATORS)]


def _made_up(number: int) -> Indicator:
    is_up = number % 2 == 0
    value = {0: None, 1: 100.0 if is_up else 5.0, 2: 60.0, 3: 0.0}[number % 4 if not is_up or number % 4 != 3 else 1]
    bounds = Bounds(200.0, 0.0, 150.0, 50.0, "made up", _SEEN) if is_up else Bounds(0.0, 200.0, 20.0, 100.0, "made up", _SEEN)
    return _indicator(f"made-up-{number}", is_up, value, "2020" if number % 15 == 0 else "2030", bounds if number % 3 else None)


def _indicator(
    id: str, is_up: bool, value: float | None, period: str, bounds: Bounds | None = None, unit: str = "PT"
) -> Indicator:
    kind = "no_numeric_target" if value is None else "explicit_number"
    target = Target(kind, value, time_period=period)
    return Indicator(id, id, unit, "up" if is_up else "down", "monitoring", _SEEN, target=target, bounds=bounds)


SDG = Path("data/sdg_global/ddf_2020_all_series.parquet")
"""Where the real SDG database lies in the reference material: 1.13 million rows, 472 series."""

_KNOWN = ("series", "geo_area", "nature", "units", "year", "value", "age", "sex", "migratory_status", "disability_status")


def sdg_database(shared: Path, path: Path) -> None:
    """Write the real SDG database in our columns."""
    with duckdb.connect() as connection:
        source = f"'{shared / SDG}'"
        names = [row[0] for row in connection.execute(f"describe select * from {source}").fetchall()]
        rest = [name for name in names if name not in _KNOWN]
        others = " || ".join(f"case when {name} is null then '' else ';{name}=' || {name} end" for name in rest)
        connection.execute(f"""
            copy (select series as indicator, upper(series) as series, geo_area as ref_area, year as time_period,
              coalesce(sex, '_T') sex, coalesce(age, '_T') age, coalesce(migratory_status, '_T') migratory_status,
              coalesce(disability_status, '_T') disability, '_T' counterpart_area,
              coalesce(nullif(ltrim({others}, ';'), ''), '_T') other_dims,
              try_cast(value as double) obs_value, coalesce(units, '') unit_measure, coalesce(nature, '') obs_status, 'unsd' source,
              '2020' vintage, '2020-10' released, '2020-10-01' retrieved, '' locator, '' comment_obs
            from {source} order by all) to '{path}' (format parquet, compression zstd)""")


def sdg_indicators(path: Path) -> list[Indicator]:
    """Return an indicator for each series of `sdg_database`; for want of better half of them have a target."""
    with duckdb.connect() as connection:
        found = connection.execute(f"select indicator, mode(unit_measure) from '{path}' group by 1 order by 1").fetchall()
    return [
        _indicator(name, place % 2 == 0, None if place % 2 else 100.0, "2030", unit=unit)
        for place, (name, unit) in enumerate(found)
    ]
