"""World Development Indicators on remittances and people, World Bank."""
