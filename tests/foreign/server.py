"""A server of the test's own: free ports, a folder that is thrown away, keys nobody else knows."""

import os
import pathlib
import subprocess

DEV_MASTER_KEY = pathlib.Path(__file__).resolve().parents[2] / "tools/dev-master-key"


# Which services share a process. The record comes first: the others are told where it is.
TOGETHER = ("record,casework,documents,views,audit",)
APART = ("record", "casework,documents", "views", "audit")


class Databases:
    """Two empty databases, and the settings that put the record and its keys into them."""

    def __init__(self, folder, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.settings = []
        for flag in ("--log-database", "--keys-database"):
            address = pathlib.Path(folder) / flag.strip("-")
            address.write_text(self.process.stdout.readline())
            self.settings += [flag, f"@{address}"]

    def close(self):
        self.process.communicate(timeout=30)


class Server:
    """Serves on TCP and on Unix sockets until it is closed, in one process or in several."""

    def __init__(self, folder, server, identity, tenants, arrangement, settings=()):
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
        self.processes = []
        self.addresses = {"tcp": {}, "unix": {}}  # transport -> service -> address
        for services in arrangement:
            elsewhere = [] if "record" in services else [
                "--record", self.addresses["unix"]["record"]]
            self.processes.append(subprocess.Popen(
                [server, "--services", services, "--listen", "127.0.0.1:0",
                 "--listen", f"unix:{folder}/{services[:6]}.socket",
                 "--data", str(folder / "data"), "--master-key-command", str(DEV_MASTER_KEY),
                 "--jwks", str(keys / "jwks.json"), "--issuer", issuer,
                 "--service-token", str(keys / "tokens" / "service.jwt"), *elsewhere, *settings],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True,
                env={**os.environ, "CANDOUR_DEV_KEYS": str(folder / "keys")},
            ))
            for transport in ("tcp", "unix"):
                address = self._address()
                for service in services.split(","):
                    self.addresses[transport][service] = address

    def _address(self):
        """The next address the newest process says it serves on; it says so only when it does."""
        process = self.processes[-1]
        line = process.stdout.readline()
        if not line.startswith("serving on "):
            process.wait()
            self.log.seek(0)
            raise AssertionError(f"the server did not start: {line}{self.log.read()}")
        return line.removeprefix("serving on ").strip()

    def close(self):
        """Callers end before what they call. Returns the first exit code that is not zero."""
        codes = []
        for process in reversed(self.processes):
            process.terminate()
            codes.append(process.wait(timeout=30))
            process.stdout.close()
        self.log.close()
        return next((code for code in codes if code != 0), 0)
