"""What is published is witnessed: whose it is, since when it exists, and that nothing of it was rewritten since."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from site_gen.cli import main
from tests.conftest import GitRepo
from tests.tsa import Tsa, running

TEXT = "# Privacy\n\nWe keep your name for 30 days.\n"
LONGER = TEXT.replace("30", "60")
SIDE = ("manifest.json.pem", "manifest.json.sig", "manifest.json.tsr")


def private(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tsa]:
    with running(tmp_path_factory.mktemp("tsa")) as service:
        yield service


@dataclass(frozen=True)
class Desk:
    """A repository that names its key and its service's root, and its built site."""

    repo: GitRepo
    folder: Path
    tsa: Tsa

    @property
    def site(self) -> Path:
        """Where the site is built."""
        return self.folder / "site"

    @property
    def home(self) -> Path:
        """The policy's folder in it."""
        return self.site / "privacy"

    def build(self, site: Path | None = None) -> None:
        """Build."""
        where = ["--out", str(site or self.site), "--cache", str(self.folder / "cache"), "--jobs", "1"]
        assert main(["build", "--repo", str(self.repo.path), "--today", "2026-12-01", *where]) == 0

    def sign(self, *more: str, site: Path | None = None) -> int:
        """Sign with the key in a file, and have it stamped."""
        key = self.folder / "key"
        if not key.exists():
            key.write_bytes(private(KEY))
            key.chmod(0o600)
        where = ["sign", "--repo", str(self.repo.path), "--site", str(site or self.site)]
        return main([*where, "--key", str(key), "--tsa", self.tsa.url, *more])

    def verify(self, site: Path | None = None) -> int:
        """Verify."""
        where = ["--repo", str(self.repo.path), "--site", str(site or self.site), "--jobs", "1"]
        return main(["verify", "--today", "2026-12-01", *where])


@pytest.fixture
def desk(repo: GitRepo, tmp_path: Path, tsa: Tsa) -> Desk:
    config = f'[witness]\npublic_key = "{public(KEY)} policy"\ntsa_roots = "policy/tsa.pem"\n'
    roots = tsa.roots.read_bytes()
    files = {"policy/privacy.md": TEXT, "policy/policy.toml": config, "policy/tsa.pem": roots.decode()}
    repo.commit("2026-11-01", files)
    desk = Desk(repo, tmp_path, tsa)
    desk.build()
    return desk


def test_a_site_that_is_to_be_witnessed_is_found_wanting_until_it_is(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Verify names what is missing, and holds once it is signed and stamped."""
    assert desk.verify() == 1
    said = capsys.readouterr().err
    assert "is not signed" in said
    assert "has no time stamp" in said
    assert desk.sign() == 0
    assert desk.verify() == 0
    assert all((desk.home / name).is_file() for name in SIDE)
    assert max(desk.tsa.asked) < 200


def test_anybody_can_check_it_with_openssl(desk: Desk) -> None:
    """What docs/for-auditors.md says to type is true."""
    desk.sign()
    signed = (
        "openssl pkeyutl -verify -pubin -inkey manifest.json.pem -rawin -in manifest.json -sigfile manifest.json.sig"
    )
    stamped = f"openssl ts -verify -data manifest.json -in manifest.json.tsr -CAfile {desk.tsa.roots}"
    for command in (signed, stamped):
        subprocess.run(command.split(), cwd=desk.home, check=True, capture_output=True)


def test_a_private_key_that_others_may_read_is_named(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """It signs all the same, and says how to close the file; of one that is closed nothing is said."""
    assert desk.sign() == 0
    assert "chmod" not in capsys.readouterr().err
    (desk.folder / "key").chmod(0o644)
    assert desk.sign() == 0
    assert f"chmod 600 {desk.folder / 'key'}" in capsys.readouterr().err


@pytest.mark.parametrize("name", [*SIDE[1:], "manifest.json"])
def test_a_changed_byte_shows(desk: Desk, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the manifest nor its witnesses can be changed unseen."""
    desk.sign()
    capsys.readouterr()
    file = desk.home / name
    data = bytearray(file.read_bytes())
    data[-9] ^= 1
    file.write_bytes(bytes(data))
    assert desk.verify() == 1
    assert "manifest.json" in capsys.readouterr().err


def test_another_s_key_or_stamp_does_not_count(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the key that policy.toml names, and a service traced to the certificate that it names."""
    desk.sign()
    (desk.home / "manifest.json.sig").write_bytes(OTHER.sign((desk.home / "manifest.json").read_bytes()))
    assert desk.verify() == 1
    assert "not made over these bytes" in capsys.readouterr().err
    with running(tmp_path / "other") as other:
        desk.repo.commit("2026-11-02", {"policy/tsa.pem": other.roots.read_bytes()})
    desk.build()
    assert desk.verify() == 1
    assert "the time stamp is not valid" in capsys.readouterr().err


def test_without_a_named_key_a_signature_must_hold_and_says_whose_it_is(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has not named a key yet is told which one signed, and of a signature that is none."""
    desk.repo.commit("2026-11-02", {"policy/policy.toml": '[witness]\ntsa_roots = "policy/tsa.pem"\n'})
    desk.build()
    desk.sign()
    capsys.readouterr()
    assert desk.verify() == 0
    assert (
        "signed with the key in manifest.json.pem, and policy.toml does not say whose that is"
        in capsys.readouterr().out
    )
    (desk.home / "manifest.json.sig").write_bytes(OTHER.sign((desk.home / "manifest.json").read_bytes()))
    assert desk.verify() == 1
    assert "not made over these bytes with the key beside it (manifest.json.pem)" in capsys.readouterr().err
    (desk.home / "manifest.json.pem").write_bytes(b"junk")
    assert desk.verify() == 1
    assert "manifest.json.pem, beside its signature, is no public key" in capsys.readouterr().err


def test_an_older_head_stays_witnessed_for_ever(desk: Desk) -> None:
    """When a version is added, the stamp over the head before it is kept, and its link is still one of the chain."""
    desk.sign()
    (first,) = (desk.home / "witness").glob("*/manifest.json.tsr")
    stamp = first.read_bytes()
    desk.repo.commit("2026-11-20", {"policy/privacy.md": LONGER})
    desk.build()
    assert desk.verify() == 1
    assert desk.sign() == 0
    assert desk.verify() == 0
    assert first.read_bytes() == stamp
    assert len(list((desk.home / "witness").glob("*/manifest.json.tsr"))) == 2


def test_what_was_rewritten_since_it_was_stamped_shows(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A history that was amended and published all the same does not hold the head that was stamped."""
    desk.sign()
    desk.repo.write("policy/privacy.md", LONGER)
    desk.repo.git("commit", "--all", "--amend", "--no-edit", "--quiet", on="2026-11-01")
    built = ["--out", str(desk.site), "--cache", str(desk.folder / "cache"), "--jobs", "1", "--replace-published"]
    assert main(["build", "--repo", str(desk.repo.path), "--today", "2026-12-01", *built]) == 0
    desk.sign()
    capsys.readouterr()
    assert desk.verify() == 1
    assert "is not a link of the chain that is published now" in capsys.readouterr().err


def test_a_new_folder_takes_over_what_is_published(desk: Desk) -> None:
    """Where the site is built anew each time, the stamps of the published one stay, and none is asked for again."""
    desk.sign()
    desk.repo.commit("2026-11-20", {"policy/privacy.md": LONGER})
    desk.build()
    desk.sign()
    asked, fresh = len(desk.tsa.asked), desk.folder / "fresh"
    desk.build(fresh)
    assert desk.sign("--published", str(desk.site), site=fresh) == 0
    assert desk.verify(fresh) == 0
    assert len(desk.tsa.asked) == asked
    shelf = [
        {f.relative_to(s): f.read_bytes() for f in s.rglob("witness/**/*") if f.is_file()} for s in (desk.site, fresh)
    ]
    assert shelf[0] == shelf[1]


def test_the_key_may_stand_in_the_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workflow gives the key itself, and no file of it."""
    monkeypatch.setenv("SECTION11_SIGNING_KEY", private(KEY).decode())
    assert main(["sign", "--repo", str(desk.repo.path), "--site", str(desk.site), "--tsa", desk.tsa.url]) == 0
    assert desk.verify() == 0


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (private(OTHER), "not the one that policy.toml names"),
        (b"nonsense", "is not a private key"),
        (
            generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            "a key of another kind",
        ),
    ],
    ids=["another", "nonsense", "P-256"],  # made anew in each process, and a test has one name in all of them
)
def test_a_wrong_key_is_refused_and_nothing_is_written(
    desk: Desk, key: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody signs with a key that readers would not know."""
    (desk.folder / "key").write_bytes(key)
    assert desk.sign() == 1
    assert words in capsys.readouterr().err
    assert not any((desk.home / name).exists() for name in SIDE)


def test_a_service_that_is_not_there_is_named(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a stamp nothing is written, and the next step is said."""
    assert desk.sign("--tsa", "http://127.0.0.1:9/") == 1
    assert "no time stamp could be fetched" in capsys.readouterr().err
    assert not (desk.home / "manifest.json.tsr").exists()
