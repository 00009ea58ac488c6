"""The Django side of stocktake: records with people behind them, in a database. Of the library, only its command imports it."""
