"""Rules that judge figures: tables of observations in, tables of verdicts out. Nothing here opens a file or asks for the time.

Everything is an Ibis expression over a whole table, so the same lines run on DuckDB and on a cluster; a single series is a table
of one. What stands where:

- `series`: observations → one value a year → one row a series with its first and last value (`years`, `by_year`, `window`)
- `terms`: indicators → the table a method needs to know of them, one row an indicator (`table`, `join`)
- `grade`: a figure → class, score, standing, by the tables of a `Method` (`class_key`, `score`, `standing`)
- `reason`: why a series has no verdict, or what to keep in mind about one (`SENTENCES`); it imports nothing
- `open_sdg`: the progress measure of Open SDG and Statistics Canada (`judge`)
- `total`: many verdicts → one by the rule of each method, members in sight (`total`, `class_counts`, `beside_published`)
- `remittance`, `recruitment`, `refugee`: raw prices and counts → the figures of 10.c.1, 10.7.1 and 10.7.4; `observed` puts them into
  the columns of observations

A method is one module with one door, `judge(observations, terms, method, as_of)`: one row a series, in the columns of
`JudgedSeries`. The next ones go beside `open_sdg`: `eurostat`, `progress_chart`, `escap`, `sdsn`, `oecd_distance`, each with its
thresholds in `data/methods/`. `docs/howto/add-a-method.md` shows how.
"""
