"""Who is there, who waits too long, and who is called: shifts, reminders, alarms that ring."""
