"""Makes the people of the demonstration, who are simulated or public research data: none of them is kept here."""
