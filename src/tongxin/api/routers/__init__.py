"""One router a primitive; each calls the same queries as the pages."""
