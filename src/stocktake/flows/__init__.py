"""Who moved from where to where, estimated from migrant stock tables: always several methods side by side, never one number alone."""
