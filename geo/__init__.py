"""Incidents, places and figures of the CPEC Incident Atlas, as pure functions on frames."""
