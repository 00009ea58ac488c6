"""Texts of documents → candidate records with locators. What is learned or listed is handed in; nothing here reads a file."""
