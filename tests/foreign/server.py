"""A server of the test's own: free ports, a folder that is thrown away, keys nobody else knows."""

import os
import pathlib
import subprocess

DEV_MASTER_KEY = pathlib.Path(__file__).resolve().parents[2] / "tools/dev-master-key"


class Server:
    """Serves on TCP and on a Unix socket until it is closed."""

    def __init__(self, folder, server, identity, tenants):
        folder = pathlib.Path(folder)
        keys = folder / "identity"
        made = subprocess.run(
            [identity, str(keys)]
            + [word for slug, board in tenants.items() for word in ("--tenant", f"{slug}={board}")],
            check=True, capture_output=True, text=True,
        )
        issuer = next(line.split()[1] for line in made.stdout.splitlines() if "issuer" in line)
        self.tokens = {path.stem: path.read_text().strip() for path in (keys / "tokens").glob("*.jwt")}
        self.log = open(folder / "server.log", "w+")
        self.process = subprocess.Popen(
            [server, "--listen", "127.0.0.1:0", "--listen", f"unix:{folder}/socket",
             "--data", str(folder / "data"), "--master-key-command", str(DEV_MASTER_KEY),
             "--jwks", str(keys / "jwks.json"), "--issuer", issuer,
             "--service-token", str(keys / "tokens" / "service.jwt")],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True,
            env={**os.environ, "CANDOUR_DEV_KEYS": str(folder / "keys")},
        )
        self.tcp, self.unix = self._address(), self._address()

    def _address(self):
        """The next address it says it serves on; it says so only when it does."""
        line = self.process.stdout.readline()
        if not line.startswith("serving on "):
            self.process.wait()
            self.log.seek(0)
            raise AssertionError(f"the server did not start: {line}{self.log.read()}")
        return line.removeprefix("serving on ").strip()

    def close(self):
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.close()
        return code
