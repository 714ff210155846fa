"""The names of the permissions on offers: `domain:resource`, as plain data."""

OFFER = "assets:offer"
GAP = "assets:gap"
QUESTION = "assets:question"
CONTROLLERSHIP = "assets:controllership"
