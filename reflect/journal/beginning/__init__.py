"""Beginning a reflection: the starting points, and questions picked one by one."""
