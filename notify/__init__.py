"""manifest -> notice -> audience -> ledger -> transport -> events -> proof."""
