"""Imports every module of a generated Python client and sends a call through its types.

Usage: check_python_client.py DIRECTORY_WITH_THE_PACKAGE
"""

import importlib
import pathlib
import pkgutil
import sys


def main() -> int:
    directory = pathlib.Path(sys.argv[1])
    package_name = next(path.parent.name for path in directory.glob("*/client.py"))
    sys.path.insert(0, str(directory))
    package = importlib.import_module(package_name)
    count = 0
    for module in pkgutil.walk_packages(package.__path__, package_name + "."):
        importlib.import_module(module.name)
        count += 1
    models = importlib.import_module(package_name + ".models")
    if hasattr(models, "CmdRequest"):
        check_envelope(models)
    print(f"  imported {count} modules of {package_name}")
    return 0


def check_envelope(models) -> None:
    call = {"jsonrpc": "2.0", "id": 7, "method": "ping", "params": {"loud": True}}
    assert models.CmdRequest.from_dict(call).to_dict() == call
    answer = {"jsonrpc": "2.0", "id": 7, "error": {"code": 1001, "message": "No.", "data": {"kind": "no"}}}
    response = models.CmdResponse.from_dict(answer)
    assert response.error.code == 1001
    assert response.to_dict() == answer


sys.exit(main())
