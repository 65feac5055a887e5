"""ChatLab's exchange format, which many exporters of WeChat and QQ write."""
