"""Printed figures held to arithmetic: what their digits allow, what follows from them, and what does not."""
