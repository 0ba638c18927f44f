"""What the group learns from: YAML files, and the finder that reads them with line numbers."""
