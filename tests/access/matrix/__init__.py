"""The access matrix: everybody, at every address, about everything, by every method, against a table that was
written apart from the code (`standings.tsv`, `addresses.tsv`)."""
