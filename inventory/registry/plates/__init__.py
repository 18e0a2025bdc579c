"""Reading photographed nameplates: lines of text with their places → facts, each with its place."""
