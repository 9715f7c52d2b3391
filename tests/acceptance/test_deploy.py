"""deploy/: the backup's units, and the proxies before a webhook, as systemd, nginx and Caddy themselves read them."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.test_service import MOST_EXPOSED, ROOT, analyzed, exposure, installed

if TYPE_CHECKING:
    from pathlib import Path

DEPLOY = ROOT / "deploy"
BACKUP, TIMER = DEPLOY / "parley-backup.service", DEPLOY / "parley-backup.timer"

pytestmark = pytest.mark.slow
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="NOT RUN: apt-get install systemd")


def said(*command: str) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


@needs_systemd
def test_systemd_reads_the_backups_units_without_a_word(tmp_path: Path) -> None:
    units = [installed(tmp_path, path.read_text(), path.name) for path in (BACKUP, TIMER)]
    assert not analyzed("verify", "--man=no", *map(str, units))
    installed(tmp_path, TIMER.read_text().replace("OnCalendar=hourly", "OnCalendar=now and then"), TIMER.name)
    assert "Failed to parse calendar" in analyzed("verify", "--man=no", *map(str, units))


@needs_systemd
def test_the_backup_is_less_exposed_than_the_bot_and_gets_no_secret() -> None:
    assert exposure(BACKUP) <= MOST_EXPOSED
    assert exposure(BACKUP) <= exposure(DEPLOY / "parley.service")
    assert not re.search(
        r"LoadCredential|token|root", BACKUP.read_text().partition("[Service]")[2].replace("noroot", "")
    )


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("NOT RUN: apt-get install openssl")
    wanted = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=line.example.org")
    files = ("-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem"))
    assert said("openssl", "req", *wanted, *files)[0] == 0
    return tmp_path


@pytest.mark.skipif(shutil.which("nginx") is None, reason="NOT RUN: apt-get install nginx-light")
def test_nginx_takes_its_file(certificate: Path) -> None:
    server = (DEPLOY / "nginx.conf").read_text()
    server = server.replace("/etc/letsencrypt/live/line.example.org", str(certificate))
    server = server.replace("/var/log/nginx", str(certificate))
    whole = f"pid {certificate}/pid;\nerror_log {certificate}/log;\nevents {{}}\nhttp {{\n{server}\n}}\n"
    place = certificate / "whole.conf"
    for text, status in ((whole, 0), (whole.replace("limit_except", "limit_accept"), 1)):
        place.write_text(text)
        found = said("nginx", "-t", "-q", "-p", str(certificate), "-e", f"{certificate}/log", "-c", str(place))
        assert found[0] == status, found


@pytest.mark.skipif(shutil.which("caddy") is None, reason="NOT RUN: apt-get install caddy")
def test_caddy_takes_its_file(tmp_path: Path) -> None:
    text = (DEPLOY / "Caddyfile").read_text()
    for content, status in ((text, 0), (text.replace("reverse_proxy", "reversed_proxy"), 1)):
        (tmp_path / "Caddyfile").write_text(content)
        found = said("caddy", "adapt", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile"))
        assert found[0] == status, found


def test_both_proxies_pass_on_the_same_one_path_and_write_down_nobody() -> None:
    nginx, caddy = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "Caddyfile").read_text()
    assert set(re.findall(r"/hook/\w+", nginx)) == set(re.findall(r"/hook/\w+", caddy)) == {"/hook/k3v9x2"}
    assert "access_log off;" in nginx
    assert not re.search(r"^\s*log\b", caddy, re.MULTILINE)


def test_the_containerfile_is_read_only_in_words_and_of_no_root() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    assert "NOT BUILT AND NOT RUN YET" in text
    assert re.search(r"^USER parley$", text, re.MULTILINE)
    assert "--read-only" in text
    copied = set(re.findall(r"^COPY (\w+) \w+$", text, re.MULTILINE))
    assert copied == {"bot", "handlers", "storage", "locales"}
