"""What all views share: who is asking, strict arguments, pages."""
