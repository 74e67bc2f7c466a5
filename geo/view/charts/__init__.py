"""What all charts over time share: one axis, one backdrop, the milestones on it."""
