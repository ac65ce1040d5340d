"""Says in OpenAPI documents that every call needs an API key, but for those that the service lets everybody make.

with_api_key.py DOCUMENT…
"""

import json
import sys

# `/cmd` is open itself: whom a call is for is known when the command is.
OPEN = {"/health", "/cmd/help", "/cmd"}

for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        document = json.load(file)
    schemes = document.setdefault("components", {}).setdefault("securitySchemes", {})
    schemes["key"] = {"type": "apiKey", "in": "header", "name": "X-API-Key"}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["security"] = [{"key": []}] if path not in OPEN else [{"key": []}, {}]
    with open(name, "w", encoding="utf-8") as file:
        json.dump(document, file)
