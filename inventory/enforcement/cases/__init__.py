"""Cases: one per enterprise and matter, from the finding to the closing report."""
