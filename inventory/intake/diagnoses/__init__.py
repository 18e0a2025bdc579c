"""Energy-efficiency diagnoses (能效诊断) as records of enterprises."""
