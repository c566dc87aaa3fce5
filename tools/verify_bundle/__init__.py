"""The second verifier. Each file is one page of docs/formats/, or one standard that such a page names."""
