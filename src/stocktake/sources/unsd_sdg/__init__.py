"""SDG Global Database, United Nations Statistics Division."""
