"""Tables with a row of hashtags of the Humanitarian Exchange Language (HXL)."""
