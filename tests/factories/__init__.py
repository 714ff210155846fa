"""One function per kind of row. Each gives what a row must have and takes anything else as a keyword."""
