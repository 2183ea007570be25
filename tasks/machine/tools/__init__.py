"""Programs and devices of this computer: ffmpeg, a C compiler, GPUs, memory."""
