/* Runs resample.c on an emulated ARM processor, without a C library, which would take a minute to build.

   Reads calls from stdin, each with its sizes, its plane and the previous content of its output. Writes the outputs. */

#include <stddef.h>
#include <stdint.h>

int resample(const uint8_t *plane, ptrdiff_t stride, uint8_t *out, ptrdiff_t out_stride, int width, int height,
             int channels, double scale, double down, double left, double top, double share);

enum { READ = 63, WRITE = 64, EXIT = 93 };   /* Linux system call numbers */

typedef struct {
    double scale, down, left, top, share;
    int32_t start, stride, size, width, height, channels;   /* `start`: offset of the plane in its `size` bytes */
} Call;

static uint8_t plane[1 << 24], out[1 << 24];

static long system_call(long number, long first, void *second, long third)
{
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = first, x2 __asm__("x2") = third;
    register void *x1 __asm__("x1") = second;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
}

/* Read or write all bytes of `at`. Returns 1, or 0 at the end of the input. */
static int transfer(long number, void *at, long bytes)
{
    for (long done = 0, more; done < bytes; done += more)
        if ((more = system_call(number, number == WRITE, (uint8_t *)at + done, bytes - done)) <= 0)
            return 0;
    return 1;
}

void _start(void)
{
    Call call;
    while (transfer(READ, &call, sizeof call)) {
        int row = call.width * call.channels;
        if (call.size > (int)sizeof plane || row * call.height > (int)sizeof out)
            system_call(EXIT, 2, NULL, 0);
        if (!transfer(READ, plane, call.size) || !transfer(READ, out, row * call.height))
            system_call(EXIT, 3, NULL, 0);
        if (resample(plane + call.start, call.stride, out, row, call.width, call.height, call.channels, call.scale,
                     call.down, call.left, call.top, call.share))
            system_call(EXIT, 1, NULL, 0);
        transfer(WRITE, out, row * call.height);
    }
    system_call(EXIT, 0, NULL, 0);
}
