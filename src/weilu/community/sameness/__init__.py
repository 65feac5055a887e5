"""Whether two accounts are one person: pure judgement, without Django, clock or database."""
