"""UNHCR: refugees returned, resettled and naturalised, and displaced people returned, during each year."""
