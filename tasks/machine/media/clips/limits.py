"""What a clip may be, and what reading it may cost."""

FEWEST_SECONDS = 1.0  # of film that can be shown; what gives less is refused
MOST_FRAMES = 4000  # that are looked at: more than two minutes
MOST_PIXELS = 4096 * 2304
LEAST_SIDE = 240  # pixels
MEMORY = 2 << 30  # bytes of address space for the child
CPU_SECONDS = 180
