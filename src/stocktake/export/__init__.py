"""Everything out: figures, frameworks and their sources in the formats of the field."""
