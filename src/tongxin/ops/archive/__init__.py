"""One file that holds everything: the database, the uploads, and a list of both with their hashes."""
