"""Who answers for a division and a kind of equipment, and who stands in."""
