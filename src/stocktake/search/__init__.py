"""Words as they are searched for: texts and queries into tokens, and a query widened by what its concepts are called elsewhere."""
