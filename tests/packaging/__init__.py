"""How the project is put together: the wheel, the directions of imports, names and sizes."""
