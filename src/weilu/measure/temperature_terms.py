"""What a temperature is made of; read by pages, so without Ibis."""

PARTS = ("reciprocity", "answered_rate", "welcome_rate", "reaction_rate", "evenness")
#: Days back that a window may lie to serve as own past: 26 weeks.
PAST_DAYS = 182
LEAST_WEEKS = 8
LEAST_PARTS = 3
#: Two weeks differ where chance sets them so far apart in one of a hundred weeks only: in half
#: 95 % intervals of one of them, √2 for the noise of both, 2.576 / 1.960 for 99 %. Who looks
#: after a hundred groups would see a false chill every week with less.
APART = 2**0.5 * 2.5758 / 1.9600
