"""Benchmarks: each figure beside its baseline in the same run, on separate data."""
