"""What both roofs ask for: doors are opened, what comes out is handed to the rules, and model objects come back. Nothing is shown here."""
