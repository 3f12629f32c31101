"""How well related pages are found, against what the editors of MedlinePlus chose."""
