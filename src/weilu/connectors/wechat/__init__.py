"""WeChat: the CSV files of PyWxDump and of WeChatMsg (留痕)."""
