"""Lists on paper with their truth: PDF files with text, and scans and photographs of them."""
