"""Answers what an account still has to be shown or asked inside the product, and writes down what it did."""
