"""The report as PDF, by a browser of the machine when there is one; never needed, never fatal, never online."""

import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
TIMEOUT = 180  # seconds
OPTIONS = (
    "--headless",
    "--no-sandbox",  # the page is ours, and asks for nothing; some machines refuse the sandbox
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)


def browser() -> str | None:
    """The first browser found that can print to PDF."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def print_page(page: str, target: Path, program: str | None = None, seconds: float = TIMEOUT) -> bool:
    """Print a page (its HTML) to `target`; False, and nothing left, when no browser could do it in time."""
    program = program or browser()
    if program is None:
        return False
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        source, made = Path(place) / "page.html", Path(place) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        profile = f"--user-data-dir={Path(place) / 'profile'}"
        command = [program, *OPTIONS, profile, f"--print-to-pdf={made}", source.as_uri()]
        try:
            subprocess.run(command, capture_output=True, timeout=seconds, check=False)
            whole = made.read_bytes()
            if not whole.startswith(b"%PDF") or b"%%EOF" not in whole[-64:]:
                return False
            shutil.copyfile(made, target)
        except (OSError, subprocess.SubprocessError):
            target.unlink(missing_ok=True)
            return False
    return True
