"""7 export: claims in the shapes that others read, one module a format, without any input or output."""
