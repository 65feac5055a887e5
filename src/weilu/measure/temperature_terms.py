"""What a temperature is made of; read by pages, so without Ibis."""

PARTS = ("reciprocity", "answered_rate", "welcome_rate", "reaction_rate", "evenness")
#: Days back that a window may lie to serve as own past: 26 weeks.
PAST_DAYS = 182
LEAST_WEEKS = 8
LEAST_PARTS = 3
