"""Where it is: boundaries, points in districts, spellings, former districts, CPEC sites."""
