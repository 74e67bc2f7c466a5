"""Answer with a file: whole, unchanged (304), compressed, or only its head."""

import os

from starlette.requests import Request
from starlette.responses import Response

from geo.addresses.errors import AddressError
from geo.addresses.files import DataFile, json_bytes

PUBLIC_SETTING = "ATLAS_PUBLIC_URL"
# Smaller answers fit into one packet as they are.
_LEAST_PACKED = 500
READ_ONLY = ("GET", "HEAD")
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Disposition, Retry-After",
}


def base_url(request: Request) -> str:
    """Return scheme and host under which readers reach this server, without a slash at the end."""
    own = os.environ.get(PUBLIC_SETTING, "").strip().rstrip("/")
    return own or f"{request.url.scheme}://{request.url.netloc}"


def _takes_gzip(request: Request) -> bool:
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.rstrip("0") not in ("0", "0.", "") if weight else True
    return False


def _known_tag(request: Request, tags: tuple[str, ...]) -> str | None:
    given = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    if "*" in given:
        return tags[0]
    return next((tag for tag in tags if tag in given or f"W/{tag}" in given), None)


def answer_file(
    request: Request, file: DataFile, *, status: int = 200, is_open: bool = True
) -> Response:
    """Return the answer to a GET or HEAD; `is_open` lets pages of other hosts read it.

    A range is not given: the whole file is the answer, which HTTP allows.
    """
    is_packed = file.is_text and len(file.data) >= _LEAST_PACKED and _takes_gzip(request)
    # Both forms are of one content, and still need tags of their own: their bytes differ.
    plain, packed = f'"{file.digest[:32]}"', f'"{file.digest[:32]}-gzip"'
    headers = {
        "ETag": packed if is_packed else plain,
        "Cache-Control": "no-cache",
        "Accept-Ranges": "none",
        **({"Vary": "Accept-Encoding"} if file.is_text else {}),
        **(OPEN_TO_ALL if is_open else {}),
    }
    tags = (packed, plain) if is_packed else (plain, packed)
    known = _known_tag(request, tags) if status == 200 else None
    if known:
        return Response(status_code=304, headers=headers | {"ETag": known})
    data = file.packed if is_packed else file.data
    headers |= {"Content-Type": file.mime, "Content-Length": str(len(data))}
    headers |= {"Content-Encoding": "gzip"} if is_packed else {}
    if file.name:
        headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return Response(b"" if request.method == "HEAD" else data, status, headers)


def refuse(request: Request, error: AddressError, **headers: str) -> Response:
    """Return a refusal as JSON: {"error": a sentence, …}."""
    data = json_bytes(error.document())
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    head = {
        "Content-Type": "application/json",
        "Content-Length": str(len(data)),
        "Cache-Control": "no-store",
    }
    body = b"" if request.method == "HEAD" else data
    return Response(body, error.status, head | OPEN_TO_ALL | named)
