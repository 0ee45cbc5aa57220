"""Arrays to figures: one module a chapter, one style, no computation."""
