"""Tables on the pages of documents, found in processes apart: plain data goes in and out."""
