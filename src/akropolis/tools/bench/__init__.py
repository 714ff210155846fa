"""The benchmarks: each figure beside its baseline in the same run, on data of their own."""
