"""What an edition may say of counts of people: the rule, who could work out what, and what to withhold."""
