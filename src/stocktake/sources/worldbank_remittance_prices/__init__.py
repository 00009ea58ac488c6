"""Average cost of sending remittances in corridors, World Bank, Remittance Prices Worldwide."""
