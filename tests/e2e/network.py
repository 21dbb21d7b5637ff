"""A relay between a till and the service that behaves as badly as networks do."""

import asyncio
import threading

CHUNK = 16384


class Network:
    """One port of its own before another; what passes depends on the weather of the moment.

    clear           everything passes at once
    slow            each piece waits a while
    black hole      connections stand and nothing passes any more, in either direction
    one way         requests pass, answers do not
    dripping        a few bytes at a time
    cut             what stands is closed, and what comes is closed at once
    """

    WEATHERS = ("clear", "slow", "black hole", "one way", "dripping", "cut")

    def __init__(self, port):
        self._target = port
        self._weather = "clear"
        self._loop = asyncio.new_event_loop()
        self._changed = None
        self._writers = set()
        self._tasks = set()
        begun = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(begun,), daemon=True)
        self._thread.start()
        begun.wait()

    def set(self, weather):
        """From any thread; holds for connections that stand, too."""
        assert weather in self.WEATHERS, weather
        asyncio.run_coroutine_threadsafe(self._set(weather), self._loop).result()

    def close(self):
        """Cuts everything and ends."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, begun):
        asyncio.set_event_loop(self._loop)
        self._changed = asyncio.Event()
        server = asyncio.start_server(self._accept, "127.0.0.1", 0)
        self._server = self._loop.run_until_complete(server)
        self.port = self._server.sockets[0].getsockname()[1]
        begun.set()
        self._loop.run_forever()

    async def _set(self, weather):
        self._weather = weather
        self._changed.set()
        self._changed = asyncio.Event()
        if weather == "cut":
            for writer in list(self._writers):
                writer.close()

    async def _end(self):
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            if self._weather != "cut":
                await self._relay(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._writers.discard(writer)
            self._tasks.discard(task)

    async def _relay(self, reader, writer):
        service_reader, service_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers.add(service_writer)
        ways = [asyncio.create_task(self._carry(reader, service_writer, forth=True)),
                asyncio.create_task(self._carry(service_reader, writer, forth=False))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            service_writer.close()
            self._writers.discard(service_writer)

    async def _carry(self, reader, writer, forth):
        while piece := await reader.read(CHUNK):
            while piece:
                while self._weather == "black hole" or (self._weather == "one way" and not forth):
                    await self._changed.wait()
                if self._weather == "slow":
                    await asyncio.sleep(0.05)
                size = 64 if self._weather == "dripping" else len(piece)
                writer.write(piece[:size])
                await writer.drain()
                piece = piece[size:]
                if piece:
                    await asyncio.sleep(0.01)
