"""Resources that people find beside the themes: what to read, watch or go to, and when somebody last checked it."""
