"""How fast the science runs, measured against what people use today: ``dopadist bench``."""
