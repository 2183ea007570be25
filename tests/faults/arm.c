/* resample.c on a processor that an emulator plays, without a C library, which would take a minute to be built for it.

   Calls come in by standard input, each with its sizes, its plane and what its output held; outputs go back. */

#include <stddef.h>
#include <stdint.h>

int resample(const uint8_t *plane, ptrdiff_t stride, uint8_t *out, ptrdiff_t out_stride, int width, int height,
             int channels, double scale, double left, double top, double share);

enum { READ = 63, WRITE = 64, EXIT = 93 };   /* Linux's numbers */

typedef struct {
    double scale, left, top, share;
    int32_t start, stride, size, width, height, channels;   /* where the plane begins in its `size` bytes */
} Call;

static uint8_t plane[1 << 24], out[1 << 24];

static long ask(long number, long first, void *second, long third)
{
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = first, x2 __asm__("x2") = third;
    register void *x1 __asm__("x1") = second;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
}

/* All the bytes of `at` are read or written: 1; none are there any more: 0. */
static int all(long number, void *at, long bytes)
{
    for (long done = 0, more; done < bytes; done += more)
        if ((more = ask(number, number == WRITE, (uint8_t *)at + done, bytes - done)) <= 0)
            return 0;
    return 1;
}

void _start(void)
{
    Call call;
    while (all(READ, &call, sizeof call)) {
        int row = call.width * call.channels;
        if (call.size > (int)sizeof plane || row * call.height > (int)sizeof out)
            ask(EXIT, 2, NULL, 0);
        if (!all(READ, plane, call.size) || !all(READ, out, row * call.height))
            ask(EXIT, 3, NULL, 0);
        if (resample(plane + call.start, call.stride, out, row, call.width, call.height, call.channels, call.scale,
                     call.left, call.top, call.share))
            ask(EXIT, 1, NULL, 0);
        all(WRITE, out, row * call.height);
    }
    ask(EXIT, 0, NULL, 0);
}
