"""What Schemathesis has to be told of this project, as narrow as it can be said.

Tuning of single operations is in the settings beside this file.
"""

import json

import schemathesis

# What a service says of a call that does not fit the published schema of its parameters.
DOES_NOT_FIT = {"invalid_params", "invalid_request", "parse_error", "unsupported_media_type"}


def kind_of(response):
    """The kind of the error in an answer, of JSON-RPC too; None for results and batches."""
    try:
        answer = json.loads(response.content)
    except ValueError:
        return None
    if not isinstance(answer, dict) or not isinstance(answer.get("error"), dict):
        return None
    data = answer["error"].get("data")
    return data.get("kind") if isinstance(data, dict) else None


@schemathesis.check
def valid_data_fits(ctx, response, case):
    """Data that fit the document are never refused as data that do not.

    The check of Schemathesis goes by the status, and 400 is that of some refusals which no schema can tell of, such as a
    cursor that was never given out. The kind of the error tells them apart.
    """
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    kind = kind_of(response)
    # What `params` of `/cmd` have to be depends on the method, which the schema of the envelope does not tell.
    if kind in DOES_NOT_FIT and not (case.path == "/cmd" and kind == "invalid_params"):
        raise AssertionError(f"the document allows what the service refuses as {kind}")


@schemathesis.check
def wrong_envelopes_have_an_error(ctx, response, case):
    """What is no call of JSON-RPC is answered with an error.

    Its status is 200, as it is for all of JSON-RPC, so that the check of Schemathesis sees no refusal in it.
    """
    if case.path != "/cmd" or case.meta is None or case.meta.generation.mode.is_positive:
        return
    if response.status_code == 200 and kind_of(response) is None:
        raise AssertionError("the document forbids what the service answers with a result")


@schemathesis.hook
def filter_case(context, case):
    """Takes out what is meant to be accepted, and is in no schema of the document.

    An array is a batch at `POST /cmd`, and parameters by position at `POST /cmd/{name}`. The document tells of the first
    in words, and has schemas of one call alone: unions would be in the way of everybody who makes clients of it.
    """
    return not ((case.path == "/cmd" or case.path.startswith("/cmd/")) and isinstance(case.body, list))
