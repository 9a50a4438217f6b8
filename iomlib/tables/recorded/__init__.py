"""Recorded crime as analysts have it: files of many layouts in, one checked table of counts out."""
