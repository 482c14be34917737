"""A folder with a network: checked before it is used, and used by its name as a pipeline."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import spacy

from datasette_claims import extract
from datasette_claims.encoder.files import FILES, read
from datasette_claims.encoder.network import SHIPPED, network
from datasette_claims.errors import UnusableNetwork
from datasette_claims.language import pipeline

GERMAN = "Landwirt Jan Holm warnte, dass es noch schlimmer werde. „Wir hoffen“, sagte Anna Weber."


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A copy of the network that is shipped."""
    made = tmp_path / "mine"
    made.mkdir()
    for name in FILES:
        shutil.copyfile(str(SHIPPED / name), made / name)
    return made


def changed(path: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Change a JSON file in place."""
    found = json.loads(path.read_text("utf-8"))
    change(found)
    path.write_text(json.dumps(found), "utf-8")


def saved(**tables: object) -> bytes:
    """Return tables in NumPy's format, also such as could run code."""
    stream = BytesIO()
    np.savez(stream, **{name: np.asarray(table) for name, table in tables.items()})
    return stream.getvalue()


def test_folder(mine: Path) -> None:
    """A folder that holds a network is a pipeline, and its claims are those of the network in it."""
    expected = extract(GERMAN, language="de", pipeline="accurate").claims
    assert len(expected) == 2
    assert extract(GERMAN, language="de", pipeline=str(mine)).claims == expected


def test_own_network(mine: Path) -> None:
    """It is the folder's network that decides: one that can hardly be sure of reported clauses finds none."""
    changed(mine / "config.json", lambda config: config["decode"]["bias"].update(Indirect=50.0))  # type: ignore[attr-defined]
    found = extract(GERMAN, language="de", pipeline=str(mine)).claims
    assert [claim.quote_type.value for _, claim in found] == ["direct"]


def test_loaded_once(mine: Path) -> None:
    """A network is loaded once, the shipped one and one in a folder apart."""
    assert network() is network(None)
    assert network(mine) is network(mine)
    assert network(mine) is not network()


def test_saved(mine: Path, tmp_path: Path) -> None:
    """A saved pipeline names the network's folder, and reads it again from there; the shipped one is no path."""
    assert pipeline("de", "accurate").config["components"]["claims_encoder"]["model"] is None
    assert pipeline("de", str(mine)).config["components"]["claims_encoder"]["model"] == str(mine)
    nlp = spacy.blank("de")
    for step in pipeline("de", "accurate").pipe_names:
        nlp.add_pipe(step, config={"model": str(mine)} if step == "claims_encoder" else {})
    nlp.to_disk(tmp_path / "saved")
    again = spacy.load(tmp_path / "saved")
    assert again.pipe_names == nlp.pipe_names
    assert len(again(GERMAN)._.claims) == 2
    with pytest.raises(UnusableNetwork, match=r"nowhere/config\.json"):
        nlp.add_pipe("claims_encoder", "again", config={"model": str(tmp_path / "nowhere")})


@pytest.mark.parametrize("name", [name for name in FILES if name not in {"network.onnx", "config.json"}])
def test_missing(name: str, mine: Path) -> None:
    """A file that is missing is named, with what belongs into the folder."""
    (mine / name).unlink()
    with pytest.raises(UnusableNetwork, match=f"{name}: cannot be read .*datasette claims train"):
        extract(GERMAN, language="de", pipeline=str(mine))


@pytest.mark.parametrize("name", ["network.onnx", "config.json"])
def test_sign(name: str, mine: Path) -> None:
    """Either of the two files that tell a network's folder makes it one, so that the other is missed by name."""
    (mine / name).unlink()
    with pytest.raises(UnusableNetwork, match=f"{name}: cannot be read"):
        extract(GERMAN, language="de", pipeline=str(mine))


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[1, 2]", b"{}"])
@pytest.mark.parametrize("name", FILES)
def test_damaged(name: str, content: bytes, mine: Path) -> None:
    """A file of another content is named, whatever it holds instead; characters may be none."""
    (mine / name).write_bytes(content)
    if (name, content) == ("characters.json", b"{}"):
        assert read(mine).characters == {}
        return
    with pytest.raises(UnusableNetwork, match=f"{name}: not such a file .*Restore a copy"):
        read(mine)


@pytest.mark.parametrize("name", FILES)
def test_cut(name: str, mine: Path) -> None:
    """Half a file is not taken for a whole one."""
    whole = (mine / name).read_bytes()
    (mine / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnusableNetwork, match="not such a file"):
        read(mine)


def test_no_code(mine: Path) -> None:
    """Tables that would run code when they are read are refused."""
    for name, content in (("head.npz", saved(base=[{}])), ("embeddings.npy", pickle.dumps({}))):
        kept = (mine / name).read_bytes()
        (mine / name).write_bytes(content)
        with pytest.raises(UnusableNetwork, match=f"{name}: .*pickle"):
            read(mine)
        (mine / name).write_bytes(kept)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda config: config.pop("types"), "config.json: .*no tags, types or decode"),
        (lambda config: config["decode"].pop("mth"), "config.json: .*settings of decode are missing"),
        (lambda config: config["types"].append("Sung"), "config.json: .*types without a tag"),
        (lambda config: config["types"].pop(), r"head.npz: .*ty_weight is \(5, 32\)"),
        (lambda config: config["tags"]["cue"].append("B-x"), "network.onnx: .*tags"),
    ],
)
def test_foreign(change: Callable[[dict[str, object]], object], reason: str, mine: Path) -> None:
    """Files that are whole, but do not belong together, are refused."""
    changed(mine / "config.json", change)
    with pytest.raises(UnusableNetwork, match=reason):
        read(mine)


def test_other_tables(mine: Path) -> None:
    """A table that is missing is named, and so is a vocabulary of another length than the embeddings."""
    rows = (mine / "pieces.tsv").read_text("utf-8")
    (mine / "pieces.tsv").write_text(rows + "more\t-1.0\n", "utf-8")
    with pytest.raises(UnusableNetwork, match=r"embeddings.npy: .*66000"):
        read(mine)
    (mine / "head.npz").write_bytes(saved(base=np.zeros((512, 384), np.float16)))
    with pytest.raises(UnusableNetwork, match=r"head.npz: .*no feat"):
        read(mine)
