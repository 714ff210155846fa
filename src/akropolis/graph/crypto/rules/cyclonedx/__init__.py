"""CycloneDX 1.2 to 1.7 in JSON: bills of materials for software (SBOM) and for cryptography (CBOM), as plain values.

Read by hand, not by a library: what is needed is a dozen fields, a bound on size and depth before anything is
parsed, and a list of all that was not taken over. Package addresses alone are read by a library.
"""
