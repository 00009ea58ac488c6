"""Records found in documents or entered by people, as rows of a database."""
