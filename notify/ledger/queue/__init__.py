"""The queue: batches and their moves, the attempts at each, the runs and machines that make them."""
