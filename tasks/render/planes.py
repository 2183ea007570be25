"""A prepared picture as bordered NV12 planes: converted once, then every frame is only a resize of them."""

import threading
from collections import OrderedDict
from concurrent.futures import Future

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import Damaged
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore

PAD = 96  # replicated border, so that a window near the edge never reads outside
KEEP = 6  # pictures held at once: two for each of a few segments under way

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane]  # luma (h, w), chroma (h/2, w/2, 2), both bordered


def draw_on_one_thread() -> None:
    """Turn OpenCV's own threads off for this process: segments are what runs in parallel. Call before drawing."""
    cv2.setNumThreads(1)


def _bt709() -> NDArray[np.float32]:
    """Limited-range Y'CbCr from full-range BGR, as cv2.transform wants it: one row a component, offset last."""
    rows = np.array(
        [
            [0.2126, 0.7152, 0.0722],
            [-0.2126 / 1.8556, -0.7152 / 1.8556, 0.5],
            [0.5, -0.7152 / 1.5748, -0.0722 / 1.5748],
        ],
        np.float32,
    )
    rows[0] *= 219 / 255
    rows[1:] *= 224 / 255
    return np.ascontiguousarray(np.hstack([rows[:, ::-1], np.array([[16], [128], [128]], np.float32)]))


FROM_BGR = _bt709()


def to_planes(bgr: Plane) -> Planes:
    # All three rows at once, for OpenCV has a fast way only from three channels to three.
    whole = cv2.transform(bgr, FROM_BGR)
    half = cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    luma, chroma = _bordered(whole.shape[:2]), _bordered((*half.shape[:2], 2))
    cv2.extractChannel(whole, 0, dst=_inner(luma))
    cv2.mixChannels([half], [_inner(chroma)], [1, 0, 2, 1])
    for plane in (luma, chroma):
        _replicate(plane)
    return luma, chroma


def _bordered(shape: tuple[int, ...]) -> Plane:
    return np.empty((shape[0] + 2 * PAD, shape[1] + 2 * PAD, *shape[2:]), np.uint8)


def _inner(plane: Plane) -> Plane:
    return plane[PAD:-PAD, PAD:-PAD]


def _replicate(plane: Plane) -> None:
    """Carry the edges of the picture out into its border, in place: cv2.copyMakeBorder would copy all of it."""
    plane[PAD:-PAD, :PAD] = plane[PAD:-PAD, PAD : PAD + 1]
    plane[PAD:-PAD, -PAD:] = plane[PAD:-PAD, -PAD - 1 : -PAD]
    plane[:PAD] = plane[PAD]
    plane[-PAD:] = plane[-PAD - 1]


class PlaneCache:
    """Planes shared by the threads that encode neighbouring segments; the least recently used are let go."""

    def __init__(self, keep: int = KEEP) -> None:
        self.keep = keep
        self.lock = threading.Lock()
        self.made: OrderedDict[str, Future[Planes]] = OrderedDict()

    def get(self, picture: Artifact, store: AssetStore) -> Planes:
        with self.lock:
            future = self.made.get(picture.sha256)
            mine = future is None
            if future is None:
                future = self.made[picture.sha256] = Future()
            self.made.move_to_end(picture.sha256)
            while len(self.made) > self.keep:
                self.made.popitem(last=False)
        if mine:
            try:
                future.set_result(_load(picture, store))
            except BaseException as error:  # noqa: BLE001 - handed on to every thread that waits for it
                future.set_exception(error)
                with self.lock:
                    self.made.pop(picture.sha256, None)
        return future.result()


def _load(picture: Artifact, store: AssetStore) -> Planes:
    bgr = cv2.imdecode(np.frombuffer(store.read(picture), np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise Damaged(f"The prepared picture {picture.sha256[:12]} cannot be decoded.")
    return to_planes(np.asarray(bgr, np.uint8))


CACHE = PlaneCache()
