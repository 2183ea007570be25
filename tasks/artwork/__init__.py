"""What is drawn when there is no photograph: scene cards and thumbnails that look designed."""
