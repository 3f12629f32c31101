"""What readers get of an uploaded image: its sizes and formats, made beforehand by a worker."""
