"""Sending a notice: the order, the batches handed over, the rate, the first few, the doubt settled after."""
