"""Made nameplates: pictures as phones take them, with what stands on them."""
