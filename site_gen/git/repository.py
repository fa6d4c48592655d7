"""A repository, read at the tip of its publishing branch.

Hot reads go through git's plumbing, since importing GitPython takes longer than reading a thousand versions; GitPython
answers where a repository is asked as an object.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from site_gen.errors import GitError, HistoryError
from site_gen.git.command import QUIET, SETTINGS, environment, execute, output, quarantine
from site_gen.git.small_objects import SMALL

if TYPE_CHECKING:
    import git

    from site_gen.git.cat_file import Answers
    from site_gen.git.log import Commit, Move
    from site_gen.git.main_line import Join, Line, Step

_PLACES_OF_NAMES = ("refs/heads/", "refs/remotes/", "")
"""Where a name is looked for: whoever names a tag as the branch is named means the branch all the same."""
_ID = re.compile("[0-9a-f]{7,64}")
_LINK, _SUBMODULE = "120000", "160000"
_LIKELY_BRANCHES = ("HEAD", "main", "master", "trunk")


def open_repository(path: Path, *, branch: str | None = None) -> Repository:
    """Open the repository that holds this folder, at the tip of its publishing branch.

    That is the branch named, else the one checked out, else (a clone of a bundle may have none) the one obvious branch
    of the remote. A shallow clone is refused: its oldest commit would pass for the day of publication.
    """
    ref = f"refs/heads/{branch}" if branch else "HEAD"
    answer = _probe(path, ref) or _probe(path, _diagnose(path, branch))
    if answer is None:
        raise GitError(f"git cannot name the commit at the tip of {path}; run `git fsck` there")
    git_dir, common_dir, shallow, bare, tip = answer
    if shallow == "true":
        raise HistoryError(
            f"{path} is a shallow clone: its history is cut off, so no version's date can be trusted.\n"
            "Run `git fetch --unshallow`; in a workflow, set `fetch-depth: 0` for actions/checkout."
        )
    return Repository(path, Path(git_dir), Path(common_dir), tip, is_bare=bare == "true")


class Repository(NamedTuple):
    """One repository, read at the tip of its publishing branch."""

    path: Path
    """Any folder of it, as the user named it."""
    git_dir: Path
    common_dir: Path
    tip: str
    """Commit at the end of the main line."""
    is_bare: bool = False
    """Whether it has no files on disk beside it."""

    def log(self, paths: Iterable[str], line: Sequence[Step] = ()) -> tuple[Commit, ...]:
        """Return the commits of the main line that touch those paths, oldest first, each against the one before it.

        `line` is the main line as `main_line` returns it, where it is not git's first parents.
        """
        from site_gen.git.log import FIRST_PARENTS, GIVEN_STEPS, read_commits  # noqa: PLC0415  as below

        if not line:
            return tuple(read_commits(self._run(*FIRST_PARENTS, self.tip, "--", *paths)))
        return tuple(read_commits(self._run(*GIVEN_STEPS, "--", *paths, stdin=_as_input(line))))

    def moves(self, commit: Commit) -> tuple[Move, ...]:
        """Return the files that a commit took from one path to another, against its first parent."""
        from site_gen.git.log import MOVES, read_moves  # noqa: PLC0415  as below

        return tuple(read_moves(self._run(*MOVES, commit.parent or "", commit.oid)))

    def join(self, published: str) -> Join:
        """Say how a published commit relates to the tip."""
        from site_gen.git.main_line import join  # noqa: PLC0415  a build that finds nothing new walks nowhere

        return join(self._run, published, self.tip)

    def merges(self, commits: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return those of the commits that are merges, each with the first line of its message."""
        asked = "".join(f"{commit}\n" for commit in commits)
        if not asked:
            return ()  # asked for nothing, git would tell of what is checked out
        rows = self._run("log", "--no-walk", "--merges", "--format=%H %s", "--stdin", stdin=asked).decode(
            errors="replace"
        )
        return tuple((row.partition(" ")[0], row.partition(" ")[2]) for row in rows.splitlines())

    def merges_on_line(self) -> tuple[str, ...]:
        """List the merges among the first parents of the tip."""
        return tuple(self._run("rev-list", "--first-parent", "--merges", self.tip).decode().split())

    def count_off_line(self, join: Join, published: str, paths: Iterable[str]) -> int:
        """Count the published commits of those paths that a merge took off the line of first parents."""
        return self.count_between(f"{join.commit}^1", published, paths) if join.commit else 0

    def count_between(self, older: str, newer: str, paths: Iterable[str]) -> int:
        """Count the first parents from one commit to another, without the former, that touch those paths."""
        return len(self.line_between([older], newer, paths))

    def line_between(self, older: Iterable[str], newer: str, paths: Iterable[str]) -> tuple[str, ...]:
        """List the first parents that lead to a commit and touch those paths, without what the older ones hold."""
        known = (f"^{each}" for each in older)
        return tuple(self._run("rev-list", "--first-parent", newer, *known, "--", *paths).decode().split())

    @property
    def is_receiving(self) -> bool:
        """Whether this is asked in a hook that judges a push to this repository."""
        return bool(quarantine(self.common_dir))

    def line_through(self, published: Sequence[str]) -> Line:
        """Return the main line through those commits, where it is not git's first parents."""
        from site_gen.git.main_line import line_through  # noqa: PLC0415  as above

        return line_through(self._run, self.tip, published)

    def files(self, prefix: str = "") -> tuple[str, ...]:
        """List the files directly in that folder (with forward slashes; empty: the top one) at the tip."""
        folder = prefix.strip("/")
        entries = self._entries(self.tip, *((f"{folder}/",) if folder else ()))
        return tuple(path for path, (mode, _) in entries.items() if mode != "040000")

    def removed_files(self, prefix: str, line: Sequence[Step] = ()) -> tuple[str, ...]:
        """List the files directly in that folder that the main line once held and holds no more; `line` as in `log`."""
        from site_gen.git.log import FIRST_PARENTS_REMOVE, STEPS_REMOVE  # noqa: PLC0415  as above

        folder = prefix.strip("/")
        if line:
            said = self._run(*STEPS_REMOVE, "--", f"{folder}/", stdin=_as_input(line[::-1]))
        else:
            said = self._run(*FIRST_PARENTS_REMOVE, self.tip, "--", f"{folder}/")
        there = frozenset(self.files(folder))
        names = dict.fromkeys(said.decode(errors="surrogateescape").split("\0"))
        direct = (name for name in names if name.rpartition("/")[0] == folder)
        return tuple(name for name in direct if name not in there)

    def text_at(self, ref: str, path: str) -> bytes | None:
        """Return the file as it stands at any branch, tag or commit; None where there is none."""
        commit = ref if ref == self.tip else self.resolve(ref)
        # Its folder, not the file alone: a build lists the same folder anyhow.
        folder, slash, _ = path.rpartition("/")
        mode, oid = self._entries(commit, *([folder + slash] if folder else ())).get(path, ("", ""))
        return next(data for _, data in self.blobs([oid])) if mode.startswith("100") else None

    def resolve(self, ref: str) -> str:
        """Return the commit that a branch, tag or expression such as `HEAD~2` names, a branch before a tag.

        Raises HistoryError where it names none.
        """
        spellings = [f"{place}{ref}" for place in _PLACES_OF_NAMES] if _is_name(ref) else [ref]
        asked = "".join(f"{each}^{{commit}}\n" for each in spellings)
        answers = self._run("cat-file", "--batch-check", stdin=asked).decode(errors="replace").splitlines()
        found = next((answer.split()[0] for answer in answers if answer.split()[1:2] == ["commit"]), None)
        if found is None:
            raise HistoryError(f"{ref} names no commit of {self.path}; `git branch --all` lists the branches")
        return found

    def at(self, ref: str) -> Repository:
        """Return the repository as it stands at a branch, tag or expression."""
        return self._replace(tip=self.resolve(ref))

    def at_fork(self, ref: str) -> Repository:
        """Return the repository as it was where the tip's line left another; raise HistoryError where none did."""
        other = self.resolve(ref)
        try:
            return self._replace(tip=self._run("merge-base", "--end-of-options", other, self.tip).decode().strip())
        except GitError as error:
            problem = f"{ref} and {self.tip[:12]} have no commit in common, so there is no change to judge"
            raise HistoryError(f"{problem}; name the branch that this one was made from") from error

    def names(self) -> tuple[str, ...]:
        """List the path of everything at the tip."""
        names = self._run("ls-tree", "-r", "-z", "--name-only", "--full-tree", self.tip).decode(errors="replace")
        return tuple(filter(None, names.split("\0")))

    def listing(self) -> dict[str, str]:
        """Return the object id of every file at the tip, by its path; links and submodules are no files."""
        rows = self._run("ls-tree", "-r", "-z", "--full-tree", self.tip).split(b"\0")[:-1]
        facts = (row.decode(errors="surrogateescape").partition("\t") for row in rows)
        return {path: about.split()[2] for about, _, path in facts if about.startswith("100")}

    def obstacle(self, path: str) -> str:
        """Say what of that path is a link or a submodule at the tip, and what to name instead; empty where nothing is.

        Git keeps nothing below either: the text is elsewhere.
        """
        parts = path.split("/")
        above = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
        for place, (mode, oid) in self._entries(self.tip, *above).items():
            if mode == _LINK:
                target = next(data for _, data in self.blobs([oid])).decode(errors="replace")
                return f"{_prefix(place, path)}is a symbolic link to {target:.100}; name the file by its own path"
            if mode == _SUBMODULE:
                inside = path.removeprefix(place).lstrip("/")
                words = f"--repo {place} --policy {inside}" if inside else f"--repo {place}"
                way_out = f"whose history is its own repository's; run again with `{words}`"
                return f"{_prefix(place, path)}is a submodule, {way_out}"
        return ""

    def files_left_out(self) -> frozenset[str]:
        """Return the files that a sparse checkout leaves out of the working tree."""
        listing = output(["git", "-C", str(self.work_tree()), "ls-files", "-t", "-z"])  # git looks at what is on disk
        rows = listing.decode(errors="surrogateescape").split("\0")
        return frozenset(row[2:] for row in rows if row.startswith("S "))

    def files_in_work_tree(self) -> frozenset[str]:
        """Return the files of the working tree that git knows, or would if all were added."""
        asked = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listing = output(["git", "-C", str(self.work_tree()), *asked])
        return frozenset(listing.decode(errors="surrogateescape").split("\0")) - {""}

    def work_tree(self) -> Path | None:
        """Return the folder with the files; None for a bare repository."""
        done = execute(["git", "-C", str(self.path), "rev-parse", "--path-format=absolute", "--show-toplevel"])
        return Path(os.fsdecode(done.stdout.removesuffix(b"\n"))) if done.returncode == 0 else None

    def holds_uncommitted(self, path: str) -> bool:
        """Whether the working tree has a file at that path, committed or not."""
        with _python(self.path) as repo:
            return repo.working_tree_dir is not None and (Path(repo.working_tree_dir) / path).is_file()

    def nested(self, path: str) -> str:
        """Say which folder above that path is a repository of its own, and what to name instead; empty where none."""
        top, parts = self.work_tree(), path.split("/")
        for depth in range(1, len(parts)) if top else ():
            place, inside = "/".join(parts[:depth]), "/".join(parts[depth:])
            if top and (top / place / ".git").exists():
                way_out = f"run again with `--repo {place} --policy {inside}`"
                return f"{place} is a repository of its own, of which this one keeps nothing; {way_out}"
        return ""

    def uncommitted_files(self, paths: Iterable[str]) -> tuple[str, ...]:
        """List the files of the working tree at or below those paths that are not committed as they are there."""
        if self.is_bare:
            return ()
        specs = dict.fromkeys(f":(top,literal){path}" for path in paths)
        status = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")
        done = execute(["git", "-C", str(self.path), "--no-literal-pathspecs", *status, "--", *specs])
        rows = done.stdout.decode(errors="surrogateescape").split("\0")
        return tuple(row[3:] for row in rows if row) if done.returncode == 0 else ()  # inside .git there are none

    def refs(self) -> tuple[str, ...]:
        """List every branch and tag by its full name."""
        with _python(self.path) as repo:
            return _refs(repo)

    def blobs(self, oids: Iterable[str]) -> Generator[tuple[str, bytes], None, None]:
        """Yield each distinct object's bytes, in the order first asked for, holding one at a time.

        Raises GitError where the repository lacks one.
        """
        wanted = tuple(dict.fromkeys(oids))
        known = {oid: data for oid in wanted if (data := SMALL.find(self.common_dir, oid)) is not None}
        with closing(self._read_blobs([oid for oid in wanted if oid not in known])) as rest:
            for oid in wanted:
                yield (oid, known[oid]) if oid in known else next(rest)

    def _read_blobs(self, wanted: Sequence[str]) -> Generator[tuple[str, bytes], None, None]:
        if not wanted:
            return
        self._prefetch(wanted)
        with self._cat(wanted) as answers:
            for oid in wanted:
                data = answers.next_blob(oid)
                if data is None:
                    raise answers.error(f"git has no text with object id {oid}; run `git fsck`, or clone it again")
                SMALL.keep(self.common_dir, oid, data)
                yield oid, data

    def texts_at(self, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
        """Return the files that stand at those commits and paths; where none stands, nothing."""
        wanted = {f"{commit}:{path}": (commit, path) for commit, path in places}
        if not wanted:
            return {}
        with self._cat(tuple(wanted)) as answers:
            found = {place: answers.next_blob(name) for name, place in wanted.items()}
        return {place: data for place, data in found.items() if data is not None}

    @contextmanager
    def _cat(self, names: Sequence[str]) -> Iterator[Answers]:
        """Ask git for objects by id or by commit and path."""
        from site_gen.git.cat_file import ask  # noqa: PLC0415  a build that finds nothing new reads no object

        command = self._command("cat-file", "--batch", "--buffer")
        with ask(command, names, environment(self.common_dir)) as answers:
            yield answers

    @lru_cache(maxsize=64)  # noqa: B019  a commit never changes, and a build asks for one folder several times
    def _entries(self, commit: str, *paths: str) -> Mapping[str, tuple[str, str]]:
        """Return the mode and object id of what stands at those paths."""
        found = {}
        for row in self._run("ls-tree", "-z", "--full-tree", commit, "--", *paths).split(b"\0")[:-1]:
            facts, _, path = row.decode(errors="surrogateescape").partition("\t")
            mode, _, oid = facts.split()
            found[path] = mode, oid
        return found

    def _prefetch(self, wanted: Sequence[str]) -> None:
        """Fetch what a partial clone lacks in one go; git itself would ask the remote once for each object."""
        if not any((self.common_dir / "objects" / "pack").glob("*.promisor")):
            return
        listing = self._run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)", "--unordered", "--buffer")
        missing = set(wanted).difference(listing.decode().split())
        if missing:
            from site_gen.git.gitpython import fetch_objects  # noqa: PLC0415  as below

            with _python(self.path) as repo:
                fetch_objects(repo, sorted(missing), SETTINGS)

    def _command(self, *arguments: str) -> list[str]:
        return ["git", f"--git-dir={self.git_dir}", "--no-pager", *SETTINGS, *arguments]

    def _run(self, *arguments: str, stdin: str = "") -> bytes:
        asked = stdin.encode(errors="surrogateescape")
        return output(self._command(*arguments), asked, quarantine(self.common_dir))


def _as_input(line: Sequence[Step]) -> str:
    """Write steps as `diff-tree --stdin` reads them."""
    return "".join(f"{commit} {parent or ''}".rstrip() + "\n" for commit, parent in line)


def _is_name(ref: str) -> bool:
    """Whether a reference may be a branch's name, as against `HEAD`, `@{1}` or a commit's id."""
    return not ref.startswith(("HEAD", "@", "refs/", ":", "-")) and not _ID.fullmatch(ref) and "\n" not in ref


def _prefix(place: str, path: str) -> str:
    return "" if place == path else f"{place} "


def _probe(path: Path, ref: str) -> tuple[str, ...] | None:
    places = ("--path-format=absolute", "--git-dir", "--git-common-dir")
    facts = (*places, "--is-shallow-repository", "--is-bare-repository")
    done = execute(["git", "-C", str(path), "rev-parse", *facts, f"{ref}^{{commit}}"])
    lines = done.stdout.decode(errors="surrogateescape").splitlines()
    return tuple(lines) if done.returncode == 0 and len(lines) == 5 else None


def _diagnose(path: Path, branch: str | None) -> str:
    """Find the publishing branch where the usual one does not resolve, or refuse with what is wrong."""
    with _python(path) as repo:
        _let_git_open(path)
        refs = _refs(repo)
    chosen = _publishing_ref(refs, branch)
    if chosen:
        return chosen
    if not refs:
        raise HistoryError(
            f"{path} has no commit yet, and a version is a commit: commit the policy first (git add, git commit)"
        )
    names = ", ".join(ref.removeprefix("refs/heads/").removeprefix("refs/remotes/") for ref in refs)
    lacking = f"has no branch {branch}" if branch else "has no branch checked out that holds a commit"
    raise HistoryError(f"{path} {lacking}; name one with --branch. There are: {names}")


def _let_git_open(path: Path) -> None:
    try:
        output(["git", "-C", str(path), "rev-parse", "--git-dir"])
    except GitError as refusal:  # dubious ownership, a broken configuration: git's own words hold the repair
        raise GitError(f"git will not read {path}", stderr=refusal.stderr) from refusal


def _publishing_ref(refs: Sequence[str], branch: str | None) -> str | None:
    branches = [ref for ref in refs if ref.startswith(("refs/heads/", "refs/remotes/"))]
    names = (branch,) if branch else _LIKELY_BRANCHES
    places = ("refs/heads/", "refs/remotes/", "refs/remotes/origin/")
    likely = [f"{place}{name}" for name in names for place in places if f"{place}{name}" in branches]
    only = branches if len(branches) == 1 and not branch else []
    return next(iter(likely + only), None)


def _refs(repo: git.Repo) -> tuple[str, ...]:
    listing: str = repo.git.for_each_ref("--format=%(refname)", "refs/heads", "refs/remotes", "refs/tags")
    return tuple(listing.split())


@contextmanager
def _python(path: Path) -> Iterator[git.Repo]:
    """Open it for reading, whatever the variables of a hook or a shell say."""
    from site_gen.git.gitpython import open_repo  # noqa: PLC0415  importing it takes a third of a second

    with open_repo(path) as repo:
        common = Path(repo.common_dir)
        objects = {"GIT_OBJECT_DIRECTORY": str(common / "objects")} | quarantine(common)
        repo.git.update_environment(**QUIET, **objects, GIT_DIR=str(repo.git_dir))
        yield repo
