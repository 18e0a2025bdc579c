"""A report's content as PDF, workbook and Word document: the same content, the same bytes."""
