"""Draw pictures with matplotlib: the map for a slide, the strip for a briefing."""
