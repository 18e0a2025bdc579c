"""The other papers of a case: drawn up from it, numbered at issue, withdrawn by a new one."""
