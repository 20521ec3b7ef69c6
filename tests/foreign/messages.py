"""Python's messages, made from proto/ as a stranger would make them."""

import importlib
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
OWN = pathlib.Path(__file__).resolve().parent / "protos"


def generate(folder):
    """Generates into `folder` and makes it importable."""
    protos = ROOT / "proto"
    names = [str(path.relative_to(protos)) for path in sorted(protos.rglob("*.proto"))]
    for root, files in ((protos, names), (OWN, ["health.proto", "reflection.proto"])):
        subprocess.run(
            ["protoc", f"--proto_path={root}", f"--python_out={folder}", *files], check=True
        )
    sys.path.insert(0, str(folder))
    # Every message of the services must be known before one is looked up by name.
    for name in names:
        importlib.import_module(name.removesuffix(".proto").replace("/", ".") + "_pb2")
