/* One 8-bit plane, cropped and scaled bilinearly from any sub-pixel origin: what a frame of a camera move is.

   Weights are whole 128ths of a pixel. A row is first made from its two source rows, then every output byte takes its
   two neighbours from that row with one byte shuffle: eight outputs are never further apart than the 16 bytes a shuffle
   reaches, up to a scale of 2. `channels` is 1 for luma, 2 for interleaved chroma. Reads up to 32 bytes beyond the last
   column that is needed; the caller's planes have that much border. Returns 0, or 1 where this machine or these numbers
   are not what it is made for. Built at first use by native.py, with any C compiler that knows GCC's attributes. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

enum { WIDEST = 8192, LANE = 8, REACH = 16 };

typedef struct {
    uint8_t pick[32], weight[32];    /* for every output: two bytes of its lane, and how much of each */
    int32_t first[2];                /* where each lane of eight outputs begins to read */
} __attribute__((aligned(32))) Block;

/* The source pixel left of (above) a position, and the share of its right (lower) neighbour in 128ths. */
static int split(double at, ptrdiff_t *whole)
{
    double down = floor(at);
    int share = (int)((at - down) * 128 + 0.5);
    *whole = (ptrdiff_t)down;
    return share < 1 ? 1 : share > 127 ? 127 : share;   /* 128 would overflow the signed weight */
}

static void plan(Block *blocks, int outputs, int channels, double scale, double left)
{
    int lane_pixels = LANE / channels;
    for (int lane = 0; lane * LANE < outputs + LANE; lane++) {
        Block *block = blocks + lane / 2;
        int side = lane % 2;
        for (int pixel = 0; pixel < lane_pixels; pixel++) {
            ptrdiff_t whole;
            int share = split(left + (lane * lane_pixels + pixel + 0.5) * scale - 0.5, &whole);
            if (pixel == 0)
                block->first[side] = (int32_t)whole * channels;
            for (int channel = 0; channel < channels; channel++) {
                int at = 16 * side + 2 * (pixel * channels + channel);
                int offset = (int)whole * channels - block->first[side] + channel;
                block->pick[at] = (uint8_t)offset;
                block->pick[at + 1] = (uint8_t)(offset + channels);
                block->weight[at] = (uint8_t)(128 - share);
                block->weight[at + 1] = (uint8_t)share;
            }
        }
    }
}

__attribute__((target("avx2")))
static __m256i weighed(__m256i pairs, __m256i weights)
{
    return _mm256_srli_epi16(_mm256_add_epi16(_mm256_maddubs_epi16(pairs, weights), _mm256_set1_epi16(64)), 7);
}

__attribute__((target("avx2")))
static void between(const uint8_t *above, const uint8_t *below, int share, uint8_t *row, ptrdiff_t bytes)
{
    __m256i weights = _mm256_set1_epi16((short)(share << 8 | (128 - share)));
    for (ptrdiff_t at = 0; at < bytes; at += 32) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(above + at));
        __m256i b = _mm256_loadu_si256((const __m256i *)(below + at));
        __m256i low = weighed(_mm256_unpacklo_epi8(a, b), weights), high = weighed(_mm256_unpackhi_epi8(a, b), weights);
        _mm256_store_si256((__m256i *)(row + at), _mm256_packus_epi16(low, high));
    }
}

__attribute__((target("avx2")))
static void across(const uint8_t *row, const Block *blocks, uint8_t *out, int outputs)
{
    for (int at = 0; at < outputs; at += 16, blocks++) {
        __m256i lanes = _mm256_loadu2_m128i((const __m128i *)(row + blocks->first[1]), (const __m128i *)(row + blocks->first[0]));
        __m256i pairs = _mm256_shuffle_epi8(lanes, _mm256_load_si256((const __m256i *)blocks->pick));
        __m256i made = weighed(pairs, _mm256_load_si256((const __m256i *)blocks->weight));
        __m128i bytes = _mm_packus_epi16(_mm256_castsi256_si128(made), _mm256_extracti128_si256(made, 1));
        if (at + 16 <= outputs) {
            _mm_storeu_si128((__m128i *)(out + at), bytes);
        } else {
            uint8_t rest[16];
            _mm_storeu_si128((__m128i *)rest, bytes);
            memcpy(out + at, rest, (size_t)(outputs - at));
        }
    }
}

int resample(const uint8_t *plane, ptrdiff_t stride, uint8_t *out, ptrdiff_t out_stride, int width, int height,
             int channels, double scale, double left, double top)
{
    static _Thread_local Block blocks[WIDEST / 16 + 2];
    static _Thread_local uint8_t row[3 * WIDEST] __attribute__((aligned(32)));
    int outputs = width * channels;
    ptrdiff_t first, above;

    if (!__builtin_cpu_supports("avx2") || (channels != 1 && channels != 2) || outputs > WIDEST || scale <= 0.25)
        return 1;
    if ((floor(scale * (LANE / channels - 1)) + 3) * channels > REACH || outputs * scale + 64 > sizeof row)
        return 1;
    split(left + 0.5 * scale - 0.5, &first);
    plan(blocks, outputs, channels, scale, left - (double)first);
    ptrdiff_t bytes = (ptrdiff_t)((width + LANE) * scale + 2) * channels + REACH;
    for (int y = 0; y < height; y++) {
        int share = split(top + (y + 0.5) * scale - 0.5, &above);
        const uint8_t *source = plane + above * stride + first * channels;
        between(source, source + stride, share, row, bytes);
        across(row, blocks, out + y * out_stride, outputs);
    }
    return 0;
}

#else

int resample(const uint8_t *plane, ptrdiff_t stride, uint8_t *out, ptrdiff_t out_stride, int width, int height,
             int channels, double scale, double left, double top)
{
    (void)plane, (void)stride, (void)out, (void)out_stride, (void)width, (void)height;
    (void)channels, (void)scale, (void)left, (void)top;
    return 1;
}

#endif
