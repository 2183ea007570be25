"""Opens a speech model so that it also gives an inner tensor, such as the durations of its phonemes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime


def open_model(model: bytes, tensor: str) -> "onnxruntime.InferenceSession":
    """A session on one thread, whose last output is the integer tensor of this name."""
    import onnxruntime  # noqa: PLC0415 - a slow import, and not every run speaks

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(with_output(model, tensor), options, providers=["CPUExecutionProvider"])


def with_output(model: bytes, tensor: str) -> bytes:
    """The serialised model with one more output of integers.

    Appending the bytes is enough: protobuf merges a message that appears twice. This saves the package onnx.
    """

    def encode_field(number: int, body: bytes) -> bytes:
        return _varint(number << 3 | 2) + _varint(len(body)) + body

    integers = b"\x08\x07"  # TypeProto.Tensor.elem_type = INT64
    value_info = encode_field(1, tensor.encode()) + encode_field(2, encode_field(1, integers))
    return model + encode_field(7, encode_field(12, value_info))  # ModelProto.graph.output


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
