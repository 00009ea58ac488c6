"""Who serves which goal, who could serve it with whom, and where nobody does."""
