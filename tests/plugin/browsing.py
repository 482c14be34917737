"""Reading pages and filling in their forms as a browser without JavaScript does."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin

from datasette.app import Datasette

Given = dict[str, str | list[str]]


@dataclass
class Form:
    """A form of a page: where it leads, and what it would send as it stands."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key == name), None)


class Forms(HTMLParser):
    """Finds the forms of a page with their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.text: list[str] | None = None
        self.name = ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(has.get("method", "get"), has.get("action", "")))
        elif not self.found or "disabled" in has:
            return
        elif tag == "input":
            self._input(has)
        elif tag == "button" and has.get("name"):
            self.found[-1].buttons.append((has["name"], has.get("value", "")))
        elif tag in {"select", "textarea"}:
            self.name, self.options, self.text = has.get("name", ""), [], [] if tag == "textarea" else None
        elif tag == "option":
            self.options.append((has.get("value", ""), "selected" in has))

    def _input(self, has: dict[str, str]) -> None:
        if has.get("type") in {"radio", "checkbox"} and "checked" not in has:
            return
        if has.get("name"):
            self.found[-1].fields.append((has["name"], has.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text is not None:
            # A line end right after the tag is not part of the value.
            self.found[-1].fields.append((self.name, "".join(self.text).removeprefix("\n")))
            self.text = None
        elif tag == "select":
            chosen = next((value for value, selected in self.options if selected), None)
            first = self.options[0][0] if self.options else ""
            self.found[-1].fields.append((self.name, first if chosen is None else chosen))


@dataclass
class Visitor:
    """Somebody with a browser: signed in as ``who``, reading in ``language``."""

    datasette: Datasette
    who: str | None = None
    language: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)

    async def send(self, method: str, path: str, content: str | None = None, **headers: str) -> Any:
        """Send a request, the cookies that were set before along with it."""
        if self.who is not None:
            self.cookies["ds_actor"] = self.datasette.sign({"a": {"id": self.who}}, "actor")
        named = {"accept-language": self.language, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            named["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        response = await self.datasette.client.request(method, path, content=content, headers=named)
        for cookie in response.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return response

    async def get(self, path: str, status: int = 200) -> str:
        """Return a page, which must have ``status``."""
        response = await self.send("GET", path)
        assert response.status_code == status, response.text
        return str(response.text)

    async def submit(self, path: str, step: str, given: Given | None = None, page: str | None = None) -> Any:
        """Fill in the first form of a page that takes ``step`` and send it; return what it is answered with.

        ``given`` replaces fields by name, or adds those of boxes and buttons. ``page`` is the page as it was read
        earlier, by default it is read now.
        """
        html = await self.get(path) if page is None else page
        form = next(form for form in forms(html) if form.value("_step") == step)
        sent = [(name, value) for name, value in form.fields if name not in (given or {})]
        for name, values in (given or {}).items():
            sent += [(name, value) for value in ([values] if isinstance(values, str) else values)]
        where = urljoin(path, form.action) if form.action else path
        return await self.send("POST", where, urlencode(sent), content_type="application/x-www-form-urlencoded")

    async def follow(
        self, path: str, step: str, given: Given | None = None, page: str | None = None
    ) -> tuple[str, str]:
        """Submit a form that must be taken; return the address it leads to, and that page."""
        response = await self.submit(path, step, given, page)
        assert response.status_code == 303, response.text
        where = response.headers["location"]
        return where, await self.get(where.partition("#")[0])


def forms(html: str) -> list[Form]:
    """Return the forms of a page."""
    parser = Forms()
    parser.feed(html)
    return parser.found
