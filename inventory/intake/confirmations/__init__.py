"""The yearly confirmation: which enterprises are asked, reminded, late."""
