"""WhatsApp: the text file of one chat, alone or in its zip."""
