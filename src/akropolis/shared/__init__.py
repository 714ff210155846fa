"""Domains that several others use: documents, clocks, classification, threats, actions, evidence, indicators."""
