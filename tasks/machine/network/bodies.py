"""Unpacks what servers send, up to a limit: a megabyte of gzip may hold a gigabyte, and a stream may never end."""

import zlib
from collections.abc import Callable, Iterator

import httpx

PIECE = 1_000_000  # bytes that are unpacked at once
PETABYTE = 15  # its digits


class TooLarge(httpx.DecodingError):
    """The body is larger than `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most / 1e6:g} MB")
        self.most = most


class Bounded(httpx.BaseTransport):
    """A transport whose responses are unpacked and hold at most `most` bytes. Reading more raises TooLarge."""

    def __init__(self, inner: httpx.BaseTransport, most: int) -> None:
        self.inner, self.most = inner, most

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.inner.handle_request(request)
        stated = response.headers.get("content-length", "")
        if stated.isdecimal() and (len(stated) > PETABYTE or int(stated) > self.most):
            response.close()  # before a byte of it is waited for
            raise TooLarge(self.most)
        coding = response.headers.pop("content-encoding", "identity").strip().lower()
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_Unpacked(response.iter_raw(), response.close, coding, self.most),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self.inner.close()


class _Unpacked(httpx.SyncByteStream):
    def __init__(self, packed: Iterator[bytes], close: Callable[[], None], coding: str, most: int) -> None:
        self.packed, self.close_packed, self.coding, self.most = packed, close, coding, most

    def __iter__(self) -> Iterator[bytes]:
        unpacked = _unpacker(self.coding)
        size = 0
        for chunk in self.packed:
            for piece in unpacked(chunk):
                size += len(piece)
                if size > self.most:
                    raise TooLarge(self.most)
                yield piece

    def close(self) -> None:
        self.close_packed()


def _unpacker(coding: str) -> Callable[[bytes], Iterator[bytes]]:
    """Unpacks a body's chunks. Raises DecodingError if the server packed it as nobody asked for."""
    if coding in {"identity", ""}:
        return lambda chunk: iter((chunk,))
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise httpx.DecodingError(f"packed as {coding[:20]}")
    unzip = zlib.decompressobj(zlib.MAX_WBITS | 32)  # the header says whether it is gzip or zlib

    def unpacked(chunk: bytes) -> Iterator[bytes]:
        while chunk and not unzip.eof:
            try:
                piece = unzip.decompress(chunk, PIECE)
            except zlib.error as error:
                raise httpx.DecodingError(str(error)) from error
            chunk = unzip.unconsumed_tail
            yield piece

    return unpacked
