"""Files that belong to something: photographs of nameplates, test reports, certificates."""
