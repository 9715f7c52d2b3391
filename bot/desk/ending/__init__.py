"""What ends: cases closed or at rest, what was not sent, letters nobody could deliver; and when it is deleted."""
