"""The management review."""
