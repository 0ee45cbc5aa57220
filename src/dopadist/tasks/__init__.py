"""What an animal meets: reward distributions and conditioning tasks."""
