"""Whether measures work: effect tests, deviations, audits, training, patterns, moments, maturity and follow-up."""
