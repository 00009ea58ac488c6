"""UNHCR: applications for asylum and decisions on them, by country of asylum and origin."""
