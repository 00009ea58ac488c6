"""The page: a review as one HTML file that opens offline, and the same as JSON with a schema."""
