"""Evidence out: accepted records in our own words, with the documents they were drawn from and how to cite both."""
