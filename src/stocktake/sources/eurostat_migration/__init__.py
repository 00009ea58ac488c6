"""Migration, asylum and work by citizenship, Eurostat."""
