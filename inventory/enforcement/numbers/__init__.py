"""Numbers of documents: gap-free per agency, year and kind of document."""
