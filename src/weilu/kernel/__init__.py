"""What everything rests on: errors, time, text. No Django, no data libraries."""
