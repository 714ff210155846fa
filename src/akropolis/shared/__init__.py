"""Domains used by several others: documents, clocks, classification, threats, actions, evidence, campaigns."""
