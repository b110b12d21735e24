"""Take the screenshot of docs/page.md, in headless Chromium.

python docs/page_screenshot.py docs/page.png
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import boto3

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "examples")]

from load_three_sources import CUSTOMER, DOMAIN_NAME, SOURCES, load, search

from tests.browser.chromium import chromium


def main(path: str) -> None:
    command = [sys.executable, "-m", "cprofiles_mock", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        try:
            profile_id = fill(address)
            with chromium() as browser:
                browser.look(width=1000, height=900)
                browser.open(
                    f"{address}/cprofiles-mock/page/profile"
                    f"?domain_name={DOMAIN_NAME}&profile_id={profile_id}"
                )
                Path(path).write_bytes(browser.screenshot())
        finally:
            server.terminate()


def fill(address: str) -> str:
    """Load what the example loads; the id of its customer."""
    client = boto3.client(
        "customer-profiles",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    client.create_domain(DomainName=DOMAIN_NAME, DefaultExpirationDays=366)
    for file_name, (object_type, _, _) in SOURCES.items():
        load(client, file_name, object_type)
    (found,) = search(client, "customerId", CUSTOMER)
    profile_id: str = found["ProfileId"]
    return profile_id


if __name__ == "__main__":
    main(*sys.argv[1:])
