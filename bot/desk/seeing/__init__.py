"""Who may see what: openings, what is kept apart, what needs two supervisors, who left."""
