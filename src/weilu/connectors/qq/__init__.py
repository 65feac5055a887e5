"""QQ: the text file that the message manager of QQ for PC writes."""
