"""A network that misbehaves on demand: a TCP proxy on loopback that delays, stalls and cuts, each way.

What the proxy has taken from one side it delivers to the other, however late, as a network does: a client that has closed
its connection does not take back what it sent. Only sever() drops what is under way.
"""
import socket
import threading

CHUNK = 65536


class Connection:
    """One client's connection and its counterpart to the server. Each way flows while its event is set."""

    def __init__(self, client, server, stalled):
        self.client, self.server = client, server
        self.flows = {"up": threading.Event(), "down": threading.Event()}
        for way in self.flows.keys() - stalled:
            self.flows[way].set()

    def pump(self, way):
        """Passes on what comes, until one side ends or breaks."""
        source, target = (self.client, self.server) if way == "up" else (self.server, self.client)
        try:
            while data := source.recv(CHUNK):
                self.flows[way].wait()
                target.sendall(data)
            self.flows[way].wait()
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # cut

    def shut(self, *sides):
        for each in sides or (self.client, self.server):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was faster

    def close(self):
        self.client.close()
        self.server.close()


class Proxy:
    """Listens on a free port and passes on to (host, port); stop() it."""

    def __init__(self, host, port):
        self._target = (host, port)
        self._stalled = frozenset()
        self._connections, self._lock = set(), threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stall(self, *ways):
        """Nothing more arrives, in the ways given ("up": to the server, "down": from it), until resume()."""
        with self._lock:
            self._stalled |= set(ways)
        self.stall_old(*ways)

    def stall_old(self, *ways):
        """The same for the connections that there are; new ones are well."""
        for each in self._taken():
            for way in ways:
                each.flows[way].clear()

    def resume(self):
        with self._lock:
            self._stalled = frozenset()
        for each in self._taken():
            for flow in each.flows.values():
                flow.set()

    def sever(self):
        """Every connection is broken, on both sides; what is under way is lost."""
        for each in self._taken():
            each.shut()

    def hang_up(self):
        """Clients find their connections closed; what they sent still reaches the server."""
        for each in self._taken():
            each.shut(each.client)

    def stop(self):
        self._listener.close()
        self.resume()
        self.sever()

    def _taken(self):
        with self._lock:
            return list(self._connections)

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            with self._lock:
                connection = Connection(client, server, self._stalled)
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        down = threading.Thread(target=connection.pump, args=("down",), daemon=True)
        down.start()
        connection.pump("up")
        down.join()
        with self._lock:
            self._connections.discard(connection)
        connection.close()
