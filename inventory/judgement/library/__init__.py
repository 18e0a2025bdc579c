"""The library of regulation as pages: documents, clauses, rules, tables, kinds."""
