"""The demo city, and measurements of speed."""
