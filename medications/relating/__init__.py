"""What the engine of related pages is told of medical pages."""
