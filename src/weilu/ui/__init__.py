"""Shell, components, error notice, charts, registries."""
