"""Weilu's settings with one more address: a stream that never ends by itself."""

from weilu.site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.site.serving_urls"
