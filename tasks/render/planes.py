"""Converts a prepared picture to bordered NV12 planes once, so that drawing a frame is only a resize."""

import threading
from collections import OrderedDict
from concurrent.futures import Future

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import Damaged
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore

PAD = 96  # pixels of replicated border: a window near the edge never reads outside the plane
MAX_PICTURES = 6  # in the cache: two for each segment being encoded

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane]  # luma (h, w), chroma (h/2, w/2, 2), both bordered


def draw_on_one_thread() -> None:
    """Turn off OpenCV's own threads in this process: segments already run in parallel. Call before drawing."""
    cv2.setNumThreads(1)


def _bt709() -> NDArray[np.float32]:
    """cv2.transform's matrix from full-range BGR to limited-range BT.709 Y'CbCr: one row per component, offset last."""
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
    """NV12 planes with a replicated border of PAD pixels, from a BGR picture with even sides."""
    # All three components at once: OpenCV has a fast path only from three channels to three.
    whole = cv2.transform(bgr, FROM_BGR)
    half = cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    luma, chroma = bordered(whole.shape[:2]), bordered((*half.shape[:2], 2))
    cv2.extractChannel(whole, 0, dst=inner(luma))
    cv2.mixChannels([half], [inner(chroma)], [1, 0, 2, 1])
    for plane in (luma, chroma):
        replicate(plane)
    return luma, chroma


def size_of(planes: Planes) -> tuple[int, int]:
    """Width and height of the picture within the border, in pixels."""
    height, width = planes[0].shape[:2]
    return width - 2 * PAD, height - 2 * PAD


def bordered(shape: tuple[int, ...]) -> Plane:
    """An empty plane of this shape, with a border of PAD pixels around it."""
    return np.empty((shape[0] + 2 * PAD, shape[1] + 2 * PAD, *shape[2:]), np.uint8)


def inner(plane: Plane) -> Plane:
    """The plane within its border."""
    return plane[PAD:-PAD, PAD:-PAD]


def replicate(plane: Plane) -> None:
    """Fill the border from the picture's edges, in place: cv2.copyMakeBorder would copy the whole plane."""
    plane[PAD:-PAD, :PAD] = plane[PAD:-PAD, PAD : PAD + 1]
    plane[PAD:-PAD, -PAD:] = plane[PAD:-PAD, -PAD - 1 : -PAD]
    plane[:PAD] = plane[PAD]
    plane[-PAD:] = plane[-PAD - 1]


class PlaneCache:
    """A least-recently-used cache shared by the threads that encode neighbouring segments."""

    def __init__(self, max_pictures: int = MAX_PICTURES) -> None:
        self.max_pictures = max_pictures
        self.lock = threading.Lock()
        self.planes: OrderedDict[str, Future[Planes]] = OrderedDict()

    def get(self, picture: Artifact, store: AssetStore) -> Planes:
        """The picture's planes. One thread decodes them; others that ask meanwhile wait for it.

        Raises Damaged if the picture cannot be decoded.
        """
        with self.lock:
            future = self.planes.get(picture.sha256)
            is_new = future is None
            if future is None:
                future = self.planes[picture.sha256] = Future()
            self.planes.move_to_end(picture.sha256)
            while len(self.planes) > self.max_pictures:
                self.planes.popitem(last=False)
        if is_new:
            try:
                future.set_result(_load(picture, store))
            except BaseException as error:  # noqa: BLE001 - every waiting thread raises it
                future.set_exception(error)
                with self.lock:
                    self.planes.pop(picture.sha256, None)
        return future.result()


def _load(picture: Artifact, store: AssetStore) -> Planes:
    bgr = cv2.imdecode(np.frombuffer(store.read(picture), np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise Damaged(f"The prepared picture {picture.sha256[:12]} cannot be decoded.")
    return to_planes(np.asarray(bgr, np.uint8))


CACHE = PlaneCache()
