"""Incidents: reports of events, their leadership, reports to authorities, and exercises."""
