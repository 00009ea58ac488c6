"""The door for documents: PDF, DOCX, HTML and text in, `Text` with passages out."""

from stocktake.documents.reading import read

__all__ = ["read"]
