"""What replacing a device saves: energy, standard coal and CO₂ a year, by columns.

Every figure rests on a formula of the library (``factors/savings.toml``), on facts or on named
defaults, on the limits of the edition in force, and on dated factors. Where an input is a default
the figure is a range: the least and the most over the ends of all defaults.

``inputs`` holds what the formulas share, one module per kind of equipment its formula, ``carbon``
the factors, ``figures`` the sums, and ``explaining`` what a figure opens to.
"""

from standards.savings.carbon import grid_factors
from standards.savings.figures import FIGURES, SUMMED, Savings, savings
from standards.savings.methods import METHODS

__all__ = ["FIGURES", "METHODS", "SUMMED", "Savings", "grid_factors", "savings"]
