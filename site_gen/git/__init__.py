"""Everything said to git: `repository` reads, `branch` writes, `trees` are the files on one side of a change."""
