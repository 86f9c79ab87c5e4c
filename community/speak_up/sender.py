"""Before anything of ours sees a request, all that could tell who sent it is dropped from it."""

from collections.abc import Callable, Iterable
from typing import Any

KEPT = {
    "REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_NAME", "SERVER_PORT",
    "SERVER_PROTOCOL", "HTTP_HOST", "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE", "HTTP_ACCEPT_ENCODING",
}  # fmt: skip
Application = Callable[..., Iterable[bytes]]


def without_the_sender(application: Application) -> Application:
    """No address, agent, language, referrer, cookie or query reaches the application."""

    def bare(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        kept = {name: value for name, value in environ.items() if name in KEPT or name.startswith("wsgi.")}
        return application(kept | {"QUERY_STRING": "", "REMOTE_ADDR": ""}, start_response)

    return bare
