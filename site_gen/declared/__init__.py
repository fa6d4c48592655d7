"""What legal and the operator write by hand: `policy.toml`, `notice-rules.toml`, change notes; one reader for each."""
