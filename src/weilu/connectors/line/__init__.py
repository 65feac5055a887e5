"""LINE: the text file of one chat, from a phone or a computer."""
