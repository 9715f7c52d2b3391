"""For whoever watches the line: what there is to see, its pages, and a sign of life."""
