"""UNHCR: refugees, asylum-seekers, internally displaced and stateless people at the end of each year."""
