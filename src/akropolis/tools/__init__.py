"""The demo city and the benchmarks."""
