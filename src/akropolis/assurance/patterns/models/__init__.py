from akropolis.assurance.patterns.models.patterns import Pattern

__all__ = ["Pattern"]
