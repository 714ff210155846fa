"""CycloneDX 1.2 to 1.7 in JSON: bills of materials for software (SBOM) and for cryptography (CBOM), as plain
values.

Parsed here, without a library: only a dozen fields are needed, size and depth must be bounded before
parsing, and every field that is not imported must be listed. Only package URLs are parsed by a library.
"""
