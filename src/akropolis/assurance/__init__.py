"""Whether measures work: effect tests, deviations, audits, moments."""
