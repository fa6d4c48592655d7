"""The published history with the files on disk on top of it, in a repository of its own that may be thrown away."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from site_gen.git.command import output
from site_gen.git.repository import Repository
from site_gen.git.scratch import ScratchGit

_NOBODY = {
    f"GIT_{role}_{what}": f"draft{at}"
    for role in ("AUTHOR", "COMMITTER")
    for what, at in (("NAME", ""), ("EMAIL", "@localhost"))
}
BRANCH = "draft"


class DraftRepository:
    """One draft; the repository that it is made beside is only read."""

    def __init__(self, folder: Path, repository: Repository) -> None:
        self.path = folder
        form = output(["git", "-C", str(repository.path), "rev-parse", "--show-object-format"]).decode().strip()
        output(
            ["git", "init", "--quiet", "--bare", f"--object-format={form}", f"--initial-branch={BRANCH}", str(folder)]
        )
        objects = f"{repository.common_dir.resolve() / 'objects'}\n"
        (folder / "objects" / "info" / "alternates").write_bytes(os.fsencode(objects))

    def renew(self, repository: Repository, paths: Iterable[str]) -> bool:
        """Commit what is on disk at or below those paths over the newest commit; False where it is committed already.

        Raises GitError where git cannot store a file as its attributes say.
        """
        work_tree, changed = repository.work_tree(), repository.uncommitted_files(paths)
        commit = repository.tip
        if work_tree and changed:
            places = {
                "GIT_DIR": str(self.path),
                "GIT_WORK_TREE": str(work_tree),
                "GIT_INDEX_FILE": str(self.path / "index"),
            }
            git = ScratchGit(work_tree, places | _NOBODY)
            git("read-tree", repository.tip)
            listed = b"".join(os.fsencode(path) + b"\0" for path in changed)
            git("add", "--all", "--force", "--pathspec-from-file=-", "--pathspec-file-nul", data=listed)
            tree = git("write-tree").decode().strip()
            commit = git("commit-tree", tree, "-p", repository.tip, data=b"Draft").decode().strip()
        output(["git", "-C", str(self.path), "update-ref", f"refs/heads/{BRANCH}", commit])
        return commit != repository.tip
