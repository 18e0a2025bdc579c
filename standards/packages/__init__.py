"""Local packages, as the application imports them until it stands in its new rooms."""

from standards.packages.model import Package, PackageError, Problem
from standards.packages.reading import read_package

__all__ = ["Package", "PackageError", "Problem", "read_package"]
