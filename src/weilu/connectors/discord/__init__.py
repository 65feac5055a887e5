"""Discord: JSON and CSV as DiscordChatExporter writes them."""
