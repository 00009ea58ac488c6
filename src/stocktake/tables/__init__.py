"""Observations in memory and on disk: columns (`schema`), immutable snapshots (`snapshot`), what is read of them (`series`)."""
