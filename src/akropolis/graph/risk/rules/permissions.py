"""The resources that rights to risks are given for."""

RISK = "risk:risk"
READ = f"{RISK}:read"
EDIT = f"{RISK}:edit"
DECISION = "risk:decision"
ACCEPT = f"{DECISION}:accept"
"""Decide on a risk: accept it, or send it up the tree. Up to which level is for the mandates to say (`RiskMandate`)."""
