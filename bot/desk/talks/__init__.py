"""What a person does privately: one step of his talk, its screens, its effects, the lock."""
