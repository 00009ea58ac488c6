"""From verdicts and records to the sentences of a review. Pure: the roof opens the doors and hands over a `Material`."""
