"""UNHCR: the people it is concerned with by sex and age."""
