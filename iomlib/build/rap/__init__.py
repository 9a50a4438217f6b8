"""How far a project is on the Levels of RAP, told from its files and its history."""
