"""Who acts and who is looked after: accounts, departments, enterprises."""
