"""The one shape that every source is brought into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from notify.config import COLUMNS
from notify.errors import MissingColumnError, SourceError
from notify.lazy import polars as pl

Names = Mapping[str, str]
"""Our name for a column -> the source's name for it."""

CUT = r"^\s*-?\d(?:[.,]\d+)?[Ee]\+\d{2,3}\s*$|^\s*-?\d[.,]\d+[Ee]\d{1,3}\s*$|^\s*#{3,}\s*$"
"""A long number as a spreadsheet writes it, such as 1.23E+19, or ##### in a narrow column: digits are gone."""
WITH_POINT = r"^\s*-?\d+\.0+\s*$"
"""A whole number that a program took for a floating-point one: no later search finds the account by it."""
FRAME = ("row", *COLUMNS, "problem")
LIKELY: Mapping[str, tuple[str, ...]] = defaultdict(tuple) | {
    "account_id": (
        "id",
        "record id",
        "customer id",
        "user id",
        "user_id",
        "userid",
        "contact id",
        "euid",
        "uuid",
        "uid",
    ),
    "email": ("email address", "e-mail", "e-mail address", "mail", "primary email", "user_email", "emailaddress"),
}
"""What programs call the columns that we need: for the name that a refusal suggests."""
NEEDED = ("account_id", "email")
ROWS_AT_ONCE = 50_000
_UUID_BYTES = 16
_UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\x00"))
LONGEST = 2_000
"""Characters of one value that are kept; nothing that we read is longer."""


def locate(found: Sequence[str], names: Names, source: str) -> dict[str, str]:
    """Map our columns to those found: by the mapping, else by the same name, whatever its case.

    Raises SourceError where two columns have one name, MissingColumnError where one that is needed or mapped is not
    there.
    """
    by_folded = {fold(column): column for column in found}
    located = {ours: by_folded.get(fold(names.get(ours, ours))) for ours in COLUMNS}
    for theirs in filter(None, located.values()):
        twins = [column for column in found if fold(column) == fold(theirs)]
        if len(twins) > 1:
            raise SourceError(
                source,
                f"has {len(twins)} columns called {theirs!r}, and it is not clear which one to use: rename one, or "
                "export the file again without it",
            )
    for ours in COLUMNS:
        if located[ours] is None and (ours in NEEDED or ours in names):
            has = f"has no column {names.get(ours, ours)!r} for {ours}; it has {', '.join(map(repr, found[:20]))}"
            raise MissingColumnError(source, has, ours=ours, likely=_likely(ours, found), is_one=_is_one(found))
    return {ours: theirs for ours, theirs in located.items() if theirs is not None}


def _likely(ours: str, found: Sequence[str]) -> str:
    """Find the column that looks like the one that is missing."""
    return next((column for name in LIKELY[ours] for column in found if fold(column) == name), "")


def _is_one(found: Sequence[str]) -> bool:
    """Tell whether several columns seem to have been read as one."""
    return len(found) == 1 and all(fold(name) in fold(found[0]) for name in NEEDED)


def frame_of(rows: Iterable[Sequence[object]]) -> pl.DataFrame:
    """Build a frame from rows in the order of FRAME."""
    types = {"row": pl.UInt64} | dict.fromkeys((*COLUMNS, "problem"), pl.String)
    return pl.DataFrame(list(rows), schema=types, orient="row")


def reshape(
    frame: pl.DataFrame, located: Mapping[str, str], first_row: int, uuids: Container[str] = ()
) -> pl.DataFrame:
    """Bring a frame of a source's own columns into the one shape; its rows follow each other from `first_row`.

    `uuids` names its columns that hold UUIDs as bytes.
    """
    frame = frame.with_columns(
        pl.Series(column, _texts(frame[column], are_uuids=column in uuids), dtype=pl.String)
        for column in dict.fromkeys(located.values())
        if frame.schema[column] == pl.Binary
    )
    ours = [_as_text(frame, located[name]).alias(name) if name in located else _null_column(name) for name in COLUMNS]
    numbers = pl.int_range(first_row, first_row + frame.height, dtype=pl.UInt64, eager=True).alias("row")
    return frame.select(numbers, *ours, _null_column("problem"))


def _texts(values: pl.Series, *, are_uuids: bool) -> list[str | None]:
    try:
        return [None if value is None else from_bytes(value, are_uuids=are_uuids) for value in values]
    except UnreadableError as error:
        raise UnreadableError(f"{error}, in the column {values.name!r}") from None


def hold_uuids(values: Iterable[object]) -> bool:
    """Tell whether a column holds UUIDs: among many, one may look like text and still be a UUID."""
    return any(isinstance(value, bytes) and len(value) == _UUID_BYTES and _as_plain(value) is None for value in values)


def text_of(value: object, *, are_uuids: bool = False) -> str | None:
    """Turn one value of a row into text; raise UnreadableError for one that is not text, or has lost digits."""
    if value is None:
        return None
    if isinstance(value, bytes | bytearray | memoryview):
        return from_bytes(bytes(value), are_uuids=are_uuids)
    if isinstance(value, float) and abs(value) >= _EXACT:
        raise UnreadableError("a floating-point number, which has lost its last digits")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)[:LONGEST]


class UnreadableError(ValueError):
    """A value cannot be read faithfully; the message says what it is."""


_EXACT = 2**53
"""From here on a floating-point number stands for several whole ones."""


def from_bytes(value: bytes, *, are_uuids: bool = False) -> str:
    """Read a binary value: text where it is text, else the UUID of its 16 bytes; raise UnreadableError for others."""
    text = _as_plain(value)
    if text is not None and not (are_uuids and len(value) == _UUID_BYTES):
        return text[:LONGEST]
    if len(value) == _UUID_BYTES:
        return str(UUID(bytes=value))
    raise UnreadableError(f"binary data of {len(value)} bytes, which is neither text nor a UUID")


def _as_plain(value: bytes) -> str | None:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def refuse_types(schema: Mapping[str, pl.DataType], located: Mapping[str, str], source: str) -> None:
    """Raise SourceError for a column whose type cannot hold what it should, naming it with the remedy."""
    for ours, theirs in located.items():
        kind = schema[theirs]
        if kind.is_nested() or isinstance(kind, pl.BaseExtension | pl.Object):
            raise SourceError(source, f"column {theirs!r} ({ours}) has the type {kind}; export one plain value instead")
        if ours == "account_id" and kind.is_float():
            raise SourceError(
                source,
                f"column {theirs!r} (account_id) has the type {kind}, a floating-point number: different accounts can "
                "look the same in it. Export it as text or as a whole number, such as CAST(id AS VARCHAR)",
            )
        if ours == "account_id" and not _is_of_ids(kind):
            raise SourceError(source, f"column {theirs!r} (account_id) has the type {kind}; export it as text")


def refuse_cut_ids(frames: Iterator[pl.DataFrame], names: Names, source: str) -> Iterator[pl.DataFrame]:
    """Pass frames on; raise SourceError for an account id that came rounded or with a decimal point."""
    ids = pl.col("account_id")
    for frame in frames:
        spoilt = frame.filter(ids.str.contains(CUT) | ids.str.contains(WITH_POINT)).head(1)
        if spoilt.height:
            shown = spoilt.item(0, "account_id").strip()
            column = f"the column {names.get('account_id', 'account_id')!r}"
            raise SourceError(source, f"{column} {_spoilt_words(shown)}", row=spoilt.item(0, "row"))
        yield frame


def _spoilt_words(shown: str) -> str:
    if "e" in shown.lower() or "#" in shown:
        return (
            f"holds a number that a spreadsheet or a floating-point column cut short ({shown!r}), so different "
            "accounts look the same in it: export it from the database again as text, and let no spreadsheet save it"
        )
    return (
        f"holds a whole number with a decimal point ({shown!r}), as if the column were "
        "floating-point: export it from the database again, with that column as text or as a whole number"
    )


def _is_of_ids(kind: pl.DataType) -> bool:
    """Tell whether a person would call values of a type account ids: text, bytes, a whole number."""
    if kind.is_decimal():
        return not getattr(kind, "scale", None)
    return kind.is_integer() or isinstance(kind, pl.String | pl.Binary | pl.Categorical | pl.Enum)


def _as_text(frame: pl.DataFrame, column: str) -> pl.Expr:
    kind = frame.schema[column]
    if kind == pl.String:
        return pl.col(column)
    if kind == pl.Binary or kind.is_nested():
        return pl.lit(None, dtype=pl.String)
    if isinstance(kind, pl.Datetime) and kind.time_zone:
        return pl.col(column).dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    return pl.col(column).cast(pl.String)


def _null_column(name: str) -> pl.Expr:
    return pl.lit(None, dtype=pl.String).alias(name)


def fold(name: str) -> str:
    """Return the form in which names of columns are compared."""
    return " ".join(name.translate(_UNSEEN).split()).strip("\"'= ").lower()
