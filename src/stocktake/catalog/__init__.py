"""The facts of `data/`: frameworks, indicators, methods and code lists, read strictly and checked against each other.

`catalog.load()` of the module `catalog` is the door; the other modules read one kind each and check what one file can show.
"""
