"""Who may call the server, and what its pages may load."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.guard import Guard

FRAME = """<!doctype html><html
	lang="en"><head>
	<meta
		property="og:image"
		content="https://elsewhere.example/a.jpg"
	/><meta name="twitter:creator" content="@x" /><link rel="manifest" href="/manifest.json" />
	<script>window.a = 1</script><script type="module" src="./a.js"></script></head>
	<body><gradio-app></gradio-app></body></html>"""


@pytest.fixture
def client() -> TestClient:
    def answer(request: Request) -> Response:
        return HTMLResponse(FRAME) if request.url.path == "/ru/" else PlainTextResponse("answer")

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    return TestClient(Guard(app, ["127.0.0.1", "localhost"]), base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1:7860"}, 200),
        ({"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8000"}, 403),  # another server of this machine
        ({"origin": "null"}, 403),
        ({"host": "evil.example:7860"}, 403),  # DNS rebinding
        ({"host": "evil.example:7860", "origin": "http://evil.example:7860"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),  # a link on another page
    ],
)
def test_only_the_own_page_may_call(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.get("/en/config", headers=headers).status_code == status
    assert client.post("/en/gradio_api/queue/join", headers=headers).status_code == status


def test_the_frame_names_nothing_outside_and_its_scripts_are_signed(client: TestClient) -> None:
    answer = client.get("/ru/")
    found = re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"])
    assert found
    assert "elsewhere" not in answer.text
    assert "twitter" not in answer.text
    assert "manifest" not in answer.text
    assert 'lang="ru"' in answer.text
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert len(scripts) == 3
    assert all(found[1] in script for script in scripts)
    assert "aiqyn_language=ru" in answer.headers["set-cookie"]
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    headers = client.get("/en/config").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
