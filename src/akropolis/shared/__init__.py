"""What several domains use: governing documents, clocks, classification, threats, actions, evidence, campaigns."""
