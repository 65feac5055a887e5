"""The contract with a platform: records, batches, importers, capabilities. No Django."""
