"""Signal: the texts that signal-export and its like write from the desktop's database."""
