"""Headless Chromium, by the WebDriver protocol of its ``chromedriver``.

The protocol is a few calls with JSON, for which ``requests`` is enough. Selenium would bring an
asynchronous framework and a program that downloads browsers.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

#: The programs, as Debian's packages ``chromium`` and ``chromium-driver`` install them.
PROGRAMS = {name: shutil.which(name) for name in ("chromium", "chromedriver")}

_FLAGS = [
    "--headless=new",
    # Containers lack what the sandbox needs, and what is shown is ours.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    # Nothing is asked of anybody but the server under test.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

# By this member WebDriver names an element.
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """One window."""

    def __init__(self, session: str) -> None:
        self._session = session

    def open(self, address: str) -> None:
        self._call("POST", "url", url=address)

    @property
    def address(self) -> str:
        address: str = self._call("GET", "url")
        return address

    @property
    def title(self) -> str:
        title: str = self._call("GET", "title")
        return title

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page, and return what it returns."""
        return self._call("POST", "execute/sync", script=script, args=list(arguments))

    def texts(self, selector: str) -> list[str]:
        """The visible text of each element."""
        found: list[str] = self.run(
            "return [...document.querySelectorAll(arguments[0])].map(each => each.innerText)",
            selector,
        )
        return found

    def has(self, selector: str) -> bool:
        """Whether there is such an element; asked without a script."""
        return bool(self._elements(selector))

    def click(self, selector: str) -> None:
        """Click an element, as a user would: it must be in sight."""
        self._call("POST", f"element/{self._element('css selector', selector)}/click")

    def submit(self, selector: str) -> None:
        """Click the button of a form, and wait for the page it leads to."""
        self._follow("css selector", selector)

    def click_link(self, text: str) -> None:
        """Click a link, and wait for the page it leads to."""
        self._follow("link text", text)

    def write(self, selector: str, text: str) -> None:
        self._call("POST", f"element/{self._element('css selector', selector)}/value", text=text)

    def press(self, keys: str) -> None:
        """Press keys, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self._call("POST", "actions", actions=[keyboard])

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 10) -> None:
        end = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < end, "it did not come to pass"
            time.sleep(0.05)

    def look(self, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Be as wide, and of a user who likes it dark or light."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.tell("Emulation.setDeviceMetricsOverride", **size)
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", features=[feature])

    def tell(self, command: str, **parameters: Any) -> Any:
        """Give a command of Chromium's own protocol."""
        return self._call("POST", "goog/cdp/execute", cmd=command, params=parameters)

    def screenshot(self, *, whole: bool = False) -> bytes:
        """A PNG of the window, or of all of the page."""
        taken = self.tell("Page.captureScreenshot", captureBeyondViewport=whole)
        return base64.b64decode(taken["data"])

    def take_complaints(self) -> list[str]:
        """What came to the console since this was last asked: errors, breaches of the policy."""
        entries = self._call("POST", "se/log", type="browser")
        return [entry["message"] for entry in entries]

    def _follow(self, using: str, value: str) -> None:
        # The driver may answer before the browser has left the page.
        left = self._elements(":root")
        self._call("POST", f"element/{self._element(using, value)}/click")
        self.wait_until(lambda: self._elements(":root") not in ([], left))

    def _element(self, using: str, value: str) -> str:
        found: dict[str, str] = self._call("POST", "element", using=using, value=value)
        return found[_ELEMENT]

    def _elements(self, selector: str) -> list[str]:
        found = self._call("POST", "elements", using="css selector", value=selector)
        return [each[_ELEMENT] for each in found]

    def _call(self, method: str, path: str, **body: Any) -> Any:
        return _call(method, f"{self._session}/{path}", body if method == "POST" else None)


def _call(method: str, url: str, body: Any = None) -> Any:
    response = requests.request(method, url, json=body, timeout=30)
    value = response.json()["value"]
    assert response.status_code == 200, value
    return value


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with a fresh profile, which ends with the block."""
    driver, program = PROGRAMS["chromedriver"], PROGRAMS["chromium"]
    assert driver is not None
    with TemporaryDirectory() as profile, _driver(driver, Path(profile) / "log") as address:
        options = {"binary": program, "args": [*_FLAGS, f"--user-data-dir={profile}/profile"]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        session = _call("POST", f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})
        session_address = f"{address}/session/{session['sessionId']}"
        try:
            yield Browser(session_address)
        finally:
            _call("DELETE", session_address)


@contextmanager
def _driver(program: str, log: Path) -> Iterator[str]:
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [program, "--port=0"], stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if match := re.search(r"started successfully on port (\d+)", line):
                    yield f"http://127.0.0.1:{match[1]}"
                    break
        finally:
            process.terminate()
