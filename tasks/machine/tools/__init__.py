"""External programs and devices: ffmpeg, the C compiler, GPUs, memory."""
