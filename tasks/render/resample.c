/* Crops and scales one 8-bit plane bilinearly from any sub-pixel origin: one frame of a camera move, or a sprite.

   Weights are multiples of 1/128 pixel. Each row is first interpolated from two source rows; then one byte shuffle
   picks both neighbours of every output byte. The shuffles of AVX2 and NEON reach 16 bytes, enough for eight outputs up
   to a scale of 2; that of AVX-512 VBMI reaches 64 bytes, for 32 outputs. All three give the same bytes. `channels` is
   1 for luma, 2 for interleaved chroma. `share` (0 to 1) is the weight with which the result is blended into `out`; 1
   replaces it. Reads up to 70 bytes past the last column it needs: the caller's planes must have that much border.
   Returns 0, or 1 if this processor or these numbers are not supported. Built at first use by any C compiler with GCC's
   attributes.

   Half of the time is spent waiting for memory, so the code prefetches what it reads and writes next.

   Tables shared by all rows are on the stack: in a shared library, each access to a thread-local can be a call. */

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__x86_64__) || defined(__aarch64__)

enum { WIDEST = 8192, LANE = 8, BLOCK = 4 * LANE, SOON = 2048 };   /* SOON: bytes ahead, about two rows */

typedef struct {
    uint8_t pick[64], weight[64];    /* per output: the indexes of two bytes in its lane, and their weights */
    int32_t first[4];                /* where each lane starts to read: four lanes of 8 outputs, or one of 32 */
} __attribute__((aligned(64))) Block;

/* The two steps for one instruction set, whose lanes have `length` outputs. */
typedef struct {
    int length, sides[4];    /* `sides`: which lane comes out first, second, ... */
    void (*between)(const uint8_t *above, const uint8_t *below, int share, uint8_t *row, ptrdiff_t bytes);
    void (*across)(const uint8_t *row, const Block *block, uint8_t *out, int outputs);
} Way;

/* The source pixel left of (above) a position, and the share of its right (lower) neighbour in 128ths. */
static int split(double at, ptrdiff_t *whole)
{
    ptrdiff_t down = (ptrdiff_t)at - (at < (double)(ptrdiff_t)at);   /* floor() would be a call a byte */
    int share = (int)((at - (double)down) * 128 + 0.5);
    *whole = down;
    return share < 1 ? 1 : share > 127 ? 127 : share;   /* 128 would overflow the signed weight */
}

/* Whether the neighbours of a lane of `length` outputs lie within twice as many bytes. */
static int reaches(int length, int channels, double scale)
{
    return ((int)(scale * (length / channels - 1)) + 3) * channels <= 2 * length;
}

static void plan(Block *block, int outputs, int channels, double scale, double left, const Way *way)
{
    int length = way->length;
    for (int at = 0; at < outputs; at += BLOCK, block++) {
        int start = at + BLOCK <= outputs ? at : outputs - BLOCK;   /* the last block overlaps the one before */
        for (int n = 0; n < BLOCK; n++) {
            int lane = way->sides[n / length], pair = 2 * (lane * length + n % length);
            ptrdiff_t whole;
            int share = split(left + ((start + n) / channels + 0.5) * scale - 0.5, &whole);
            int offset = (int)whole * channels + (start + n) % channels;
            if (n % length == 0)
                block->first[lane] = offset;
            block->pick[pair] = (uint8_t)(offset - block->first[lane]);
            block->pick[pair + 1] = (uint8_t)(offset - block->first[lane] + channels);
            block->weight[pair] = (uint8_t)(128 - share);
            block->weight[pair + 1] = (uint8_t)share;
        }
    }
}

#if defined(__x86_64__)

__attribute__((target("avx2")))
static __m256i weighed(__m256i pairs, __m256i weights)
{
    return _mm256_mulhrs_epi16(_mm256_maddubs_epi16(pairs, weights), _mm256_set1_epi16(256));   /* (x + 64) >> 7 */
}

__attribute__((target("avx2")))
static void between(const uint8_t *above, const uint8_t *below, int share, uint8_t *row, ptrdiff_t bytes)
{
    __m256i weights = _mm256_set1_epi16((short)(share << 8 | (128 - share)));
    for (ptrdiff_t at = 0; at < bytes; at += 32) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(above + at));
        __m256i b = _mm256_loadu_si256((const __m256i *)(below + at));
        _mm_prefetch((const char *)below + 2 * (below - above) + at, _MM_HINT_T0);
        __m256i low = weighed(_mm256_unpacklo_epi8(a, b), weights), high = weighed(_mm256_unpackhi_epi8(a, b), weights);
        _mm256_store_si256((__m256i *)(row + at), _mm256_packus_epi16(low, high));
    }
}

__attribute__((target("avx2")))
static __m256i lanes(const uint8_t *row, const Block *block, int half)
{
    const int32_t *first = block->first + 2 * half;
    __m256i source = _mm256_loadu2_m128i((const __m128i *)(row + first[1]), (const __m128i *)(row + first[0]));
    __m256i pairs = _mm256_shuffle_epi8(source, _mm256_load_si256((const __m256i *)block->pick + half));
    return weighed(pairs, _mm256_load_si256((const __m256i *)block->weight + half));
}

__attribute__((target("avx2,prfchw")))
static void across(const uint8_t *row, const Block *block, uint8_t *out, int outputs)
{
    for (int at = 0; at < outputs; at += BLOCK, block++) {
        int start = at + BLOCK <= outputs ? at : outputs - BLOCK;
        __m256i bytes = _mm256_packus_epi16(lanes(row, block, 0), lanes(row, block, 1));
        __builtin_prefetch(out + start + SOON, 1);
        _mm256_storeu_si256((__m256i *)(out + start), bytes);
    }
}

#define WIDE __attribute__((target("avx512bw,avx512vbmi,prfchw")))

WIDE
static __m512i widely_weighed(__m512i pairs, __m512i weights)
{
    return _mm512_mulhrs_epi16(_mm512_maddubs_epi16(pairs, weights), _mm512_set1_epi16(256));
}

WIDE
static void widely_between(const uint8_t *above, const uint8_t *below, int share, uint8_t *row, ptrdiff_t bytes)
{
    __m512i weights = _mm512_set1_epi16((short)(share << 8 | (128 - share)));
    for (ptrdiff_t at = 0; at < bytes; at += 64) {
        __m512i a = _mm512_loadu_si512(above + at), b = _mm512_loadu_si512(below + at);
        _mm_prefetch((const char *)below + 2 * (below - above) + at, _MM_HINT_T0);
        __m512i low = widely_weighed(_mm512_unpacklo_epi8(a, b), weights);
        __m512i high = widely_weighed(_mm512_unpackhi_epi8(a, b), weights);
        _mm512_store_si512(row + at, _mm512_packus_epi16(low, high));
    }
}

WIDE
static void widely_across(const uint8_t *row, const Block *block, uint8_t *out, int outputs)
{
    for (int at = 0; at < outputs; at += BLOCK, block++) {
        int start = at + BLOCK <= outputs ? at : outputs - BLOCK;
        __m512i source = _mm512_loadu_si512(row + block->first[0]);
        __m512i pairs = _mm512_permutexvar_epi8(_mm512_load_si512(block->pick), source);
        __m512i words = widely_weighed(pairs, _mm512_load_si512(block->weight));
        __builtin_prefetch(out + start + SOON, 1);
        _mm256_storeu_si256((__m256i *)(out + start), _mm512_cvtepi16_epi8(words));
    }
}

/* Blends new bytes into old ones with weight `share`, in 32768ths. */
__attribute__((target("avx2")))
static __m256i mixed(__m256i old, __m256i new, __m256i share)
{
    __m256i zero = _mm256_setzero_si256();
    __m256i low = _mm256_unpacklo_epi8(old, zero), high = _mm256_unpackhi_epi8(old, zero);
    __m256i more = _mm256_sub_epi16(_mm256_unpacklo_epi8(new, zero), low);
    __m256i also = _mm256_sub_epi16(_mm256_unpackhi_epi8(new, zero), high);
    low = _mm256_add_epi16(low, _mm256_mulhrs_epi16(more, share));
    high = _mm256_add_epi16(high, _mm256_mulhrs_epi16(also, share));
    return _mm256_packus_epi16(low, high);
}

__attribute__((target("avx2")))
static void across_into(const uint8_t *row, const Block *block, uint8_t *out, int outputs, int share)
{
    /* Read before the block that it overlaps is mixed, or some bytes would be mixed twice. */
    __m256i last = _mm256_loadu_si256((const __m256i *)(out + outputs - BLOCK));
    __m256i shares = _mm256_set1_epi16((short)share);
    for (int at = 0; at < outputs; at += BLOCK, block++) {
        int whole = at + BLOCK <= outputs;
        __m256i *place = (__m256i *)(out + (whole ? at : outputs - BLOCK));
        __m256i bytes = _mm256_packus_epi16(lanes(row, block, 0), lanes(row, block, 1));
        _mm256_storeu_si256(place, mixed(whole ? _mm256_loadu_si256(place) : last, bytes, shares));
    }
}

/* The instruction sets of this processor: 2 for AVX2, 3 for AVX-512 VBMI too, 0 for neither. Uses CPUID, because
   __builtin_cpu_supports needs a part of GCC's library that other compilers lack. */
__attribute__((target("xsave")))
static int vectors(void)
{
    static int known = -1;   /* cached: on a virtual machine, CPUID takes as long as many rows */
    unsigned a, b, c, d;
    if (known < 0) {
        /* The register state that the operating system saves on a context switch. */
        unsigned kept = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_OSXSAVE) ? (unsigned)_xgetbv(0) : 0;
        int asked = __get_cpuid_count(7, 0, &a, &b, &c, &d);
        int avx2 = asked && (kept & 0x06) == 0x06 && (b & bit_AVX2);
        int wide = avx2 && (kept & 0xe0) == 0xe0 && (b & bit_AVX512BW) && (c & bit_AVX512VBMI);
        known = wide ? 3 : avx2 ? 2 : 0;
    }
    return known;
}

/* The fastest way this processor supports, or none. Mixing needs AVX2. */
static const Way *fastest(int channels, double scale, int mixing)
{
    /* Packing interleaves the two vectors' halves: lower halves first. */
    static const Way narrow = {LANE, {0, 2, 1, 3}, between, across};
    static const Way wide = {BLOCK, {0}, widely_between, widely_across};
    if (vectors() == 3 && !mixing && reaches(BLOCK, channels, scale))
        return &wide;
    return vectors() ? &narrow : NULL;
}

#else

static void between(const uint8_t *above, const uint8_t *below, int share, uint8_t *row, ptrdiff_t bytes)
{
    uint8x8_t upper = vdup_n_u8((uint8_t)(128 - share)), lower = vdup_n_u8((uint8_t)share);
    for (ptrdiff_t at = 0; at < bytes; at += 16) {
        uint8x16_t a = vld1q_u8(above + at), b = vld1q_u8(below + at);
        __builtin_prefetch(below + 2 * (below - above) + at);
        uint16x8_t low = vmlal_u8(vmull_u8(vget_low_u8(a), upper), vget_low_u8(b), lower);
        uint16x8_t high = vmlal_u8(vmull_u8(vget_high_u8(a), upper), vget_high_u8(b), lower);
        vst1q_u8(row + at, vcombine_u8(vrshrn_n_u16(low, 7), vrshrn_n_u16(high, 7)));
    }
}

static uint8x8_t lane(const uint8_t *row, const Block *block, int number)
{
    uint8x16_t source = vld1q_u8(row + block->first[number]), weights = vld1q_u8(block->weight + 2 * LANE * number);
    uint8x16_t pairs = vqtbl1q_u8(source, vld1q_u8(block->pick + 2 * LANE * number));
    uint16x8_t low = vmull_u8(vget_low_u8(pairs), vget_low_u8(weights));
    return vrshrn_n_u16(vpaddq_u16(low, vmull_high_u8(pairs, weights)), 7);
}

static void across(const uint8_t *row, const Block *block, uint8_t *out, int outputs)
{
    for (int at = 0; at < outputs; at += BLOCK, block++) {
        int start = at + BLOCK <= outputs ? at : outputs - BLOCK;
        __builtin_prefetch(out + start + SOON, 1);
        for (int number = 0; number < BLOCK / LANE; number++)
            vst1_u8(out + start + LANE * number, lane(row, block, number));
    }
}

static uint8x8_t mixed(uint8x8_t old, uint8x8_t new, int share)
{
    int16x8_t more = vreinterpretq_s16_u16(vsubl_u8(new, old));
    int16x8_t was = vreinterpretq_s16_u16(vmovl_u8(old));
    return vqmovun_s16(vaddq_s16(was, vqrdmulhq_n_s16(more, (int16_t)share)));
}

static void across_into(const uint8_t *row, const Block *block, uint8_t *out, int outputs, int share)
{
    uint8_t last[BLOCK];   /* read before the block that it overlaps is mixed, or some bytes would be mixed twice */
    __builtin_memcpy(last, out + outputs - BLOCK, BLOCK);
    for (int at = 0; at < outputs; at += BLOCK, block++) {
        int whole = at + BLOCK <= outputs;
        uint8_t *place = out + (whole ? at : outputs - BLOCK), *old = whole ? place : last;
        for (int number = 0, n = 0; number < BLOCK / LANE; number++, n += LANE)
            vst1_u8(place + n, mixed(vld1_u8(old + n), lane(row, block, number), share));
    }
}

/* Every AArch64 processor has NEON. */
static const Way *fastest(int channels, double scale, int mixing)
{
    static const Way only = {LANE, {0, 1, 2, 3}, between, across};
    (void)channels, (void)scale, (void)mixing;
    return &only;
}

#endif

int resample(const uint8_t *plane, ptrdiff_t stride, uint8_t *out, ptrdiff_t out_stride, int width, int height,
             int channels, double scale, double down, double left, double top, double share)
{
    Block blocks[WIDEST / BLOCK];
    uint8_t row[3 * WIDEST] __attribute__((aligned(64)));
    int outputs = width * channels, into = (int)(share * 32768 + 0.5);
    ptrdiff_t first, above;

    if ((channels != 1 && channels != 2) || outputs < BLOCK || outputs > WIDEST)
        return 1;
    if (into < 0 || scale <= 0.25 || !reaches(LANE, channels, scale) || outputs * scale + 128 > sizeof row)
        return 1;
    const Way *way = fastest(channels, scale, into < 32768);
    if (!way)
        return 1;
    split(left + 0.5 * scale - 0.5, &first);
    plan(blocks, outputs, channels, scale, left - (double)first, way);
    ptrdiff_t bytes = (ptrdiff_t)(width * scale + 3) * channels;
    for (int y = 0; y < height; y++, out += out_stride) {
        int below = split(top + (y + 0.5) * down - 0.5, &above);
        const uint8_t *source = plane + above * stride + first * channels;
        way->between(source, source + stride, below, row, bytes);
        if (into < 32768)
            across_into(row, blocks, out, outputs, into);
        else
            way->across(row, blocks, out, outputs);
    }
    return 0;
}

#else

int resample(const uint8_t *plane, ptrdiff_t stride, uint8_t *out, ptrdiff_t out_stride, int width, int height,
             int channels, double scale, double down, double left, double top, double share)
{
    (void)plane, (void)stride, (void)out, (void)out_stride, (void)width, (void)height;
    (void)channels, (void)scale, (void)down, (void)left, (void)top, (void)share;
    return 1;
}

#endif
