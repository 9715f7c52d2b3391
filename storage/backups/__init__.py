"""Backups: made beside a running bot, sealed to the operators, verified, kept and thrown away; and put back."""
