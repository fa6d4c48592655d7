"""The words around a text in every language but English, as translators edit them, and what reads them."""
