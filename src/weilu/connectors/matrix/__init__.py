"""Matrix: the JSON file that Element writes of a room."""
