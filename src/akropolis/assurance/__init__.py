"""Whether measures work: effect tests, deviations, audits, training, patterns, moments and maturity."""
