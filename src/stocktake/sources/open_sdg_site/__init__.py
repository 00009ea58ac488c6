"""The data folder of a national reporting site built with Open SDG."""
