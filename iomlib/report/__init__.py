"""What a notebook calls to show a number; nothing else reaches a published page."""

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.report.frames import Column, figure, table

__all__ = ["Chart", "Column", "Figure", "Sentence", "Table", "figure", "table"]
