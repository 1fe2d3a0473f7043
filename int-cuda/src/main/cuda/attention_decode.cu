// Attention of rows over their own cached sequence, positions 0 to the row's own, on tensor cores: a bfloat16 cache, float32 sums and
// softmax.
//
//   part[n,h,s] = (max, sum, weighted sum of values) of the scores q[n,h] . kCache[token(n,j)], j in split s and at most positions[n]
//
// attention_merge (attention_cached.cu) joins the splits. Queries and probabilities are rounded to bfloat16, as in attention_mma.cu.
// Threads: a block a row, key-value head and split of 256 positions; a warp 64 of them, 32 at a time, on its own: 16 bytes a thread and
// copy, all of a step's keys and values under way at once. The query heads of the group are the rows of the products (16, of which
// those that there are count). Then the block joins its four warps, in rising position. Splits lie at fixed positions, so a row's bits
// do not depend on its neighbours. Splits past the row's position leave at once.
// The head size d is a multiple of 8, at most D. Shared: 4 warps' 64 rows of D+8 bfloat16. Bytes: 4 D a position and key-value head, and
// 4 (D+2) a head and split. Bound: memory.
#include "mma.cuh"

constexpr int SPLIT = 256;
constexpr int STEP = 32;
constexpr int WARPS = 4;
constexpr int HELD = 16;

/** Where the rows of a slot's positions are. */
struct Pages {
    const int* blocks;
    int block;
    int kv_heads;
    int kv_head;
    int cache_blocks;

    __device__ inline long long row(int position) const {
        int number = blocks[position / block];
        BOUNDS(number, cache_blocks);
        return ((long long)number * block + position % block) * kv_heads + kv_head;
    }
};

/** Starts to copy the warp's rows from `first`; from `end` on, and past the head's size, zeros. */
template <int D>
__device__ inline void fetch(bf16* tile, const bf16* cache, const Pages& pages, int first, int end, int d) {
    constexpr int chunks = D / 8;
    int lane = threadIdx.x % WARP;
    int c = lane % chunks * 8;
#pragma unroll
    for (int r = lane / chunks; r < STEP; r += WARP / chunks) {
        bool in = first + r < end && c < d;
        copy_async(tile + r * Tile<D>::pitch + c, in ? cache + pages.row(first + r) * d + c : cache, in ? 16 : 0);
    }
}

/** The group's queries from h0 on, rounded, as left factors; rows and columns that there are not are zeros. */
template <int D>
__device__ inline void load_queries(unsigned (&to)[D / 16][4], const float* q, int h0, int group, int d) {
#pragma unroll
    for (int c = 0; c < D / 16; c++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            int h = h0 + row_of(i % 2 * 2);
            int at = c * 16 + column_of(i / 2, 0);
            bool in = h < group && at < d;
            const float* from = q + (in ? h * d + at : 0);
            to[c][i] = in ? pack(from[0], from[1]) : 0;
        }
    }
}

template <int D>
__device__ inline void attention_decode(
    const float* q, const bf16* k_cache, const bf16* v_cache, const int* table, const int* slots, const int* positions,
    float scale, float* part, int heads, int kv_heads, int d, int block, int max_blocks, int cache_blocks) {
    constexpr int N = STEP / 8;
    constexpr int size = STEP * Tile<D>::pitch;
    static_assert(2 * size * (int)sizeof(bf16) >= HELD * (D + 2) * (int)sizeof(float), "results take the place of a step");
    SHARED(bf16, tiles);
    int n = blockIdx.x;
    int position = positions[n];
    BOUNDS(position, max_blocks * block);
    if ((int)blockIdx.z * SPLIT > position) {
        return;
    }
    int group = heads / kv_heads;
    int warp = threadIdx.x / WARP;
    Pages pages = {table + (long long)slots[n] * max_blocks, block, kv_heads, (int)blockIdx.y, cache_blocks};
    bf16* keys = tiles + warp * 2 * size;
    bf16* values = keys + size;
    int begin = blockIdx.z * SPLIT + warp * (SPLIT / WARPS);
    int end = position + 1 < begin + SPLIT / WARPS ? position + 1 : begin + SPLIT / WARPS;
    float to_log2 = scale * LOG2_E;
    for (int h0 = 0; h0 < group; h0 += HELD) {
        unsigned query[D / 16][4];
        load_queries<D>(query, q + ((long long)n * heads + blockIdx.y * group) * d, h0, group, d);
        SoftmaxRows<D> rows;
        rows.clear();
        __syncthreads(); // all are done with the results before
        for (int j0 = begin; j0 < end; j0 += STEP) {
            warp_barrier(); // all are done with the step before
            fetch<D>(keys, k_cache, pages, j0, end, d);
            copy_async_commit();
            fetch<D>(values, v_cache, pages, j0, end, d);
            copy_async_commit();
            copy_async_wait<1>();
            warp_barrier(); // the keys have come in
            float score[N][4] = {};
            scores_of<D, N>(score, query, keys);
#pragma unroll
            for (int m = 0; m < N; m++) {
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    score[m][e] = j0 + column_of(m, e) < end ? score[m][e] * to_log2 : -INFINITY;
                }
            }
            copy_async_wait<0>();
            warp_barrier(); // the values have come in
            rows.add(score, values);
        }
        warp_barrier(); // all are done with the last step
        float* mine = reinterpret_cast<float*>(keys);
#pragma unroll
        for (int r = 0; r < 2; r++) {
            float total = row_sum(rows.total[r]);
            if (threadIdx.x % 4 == 0) {
                mine[row_of(2 * r) * (D + 2)] = rows.top[r];
                mine[row_of(2 * r) * (D + 2) + 1] = total;
            }
        }
#pragma unroll
        for (int m = 0; m < D / 8; m++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                mine[row_of(e) * (D + 2) + 2 + column_of(m, e)] = rows.sum[m][e];
            }
        }
        __syncthreads(); // everyone's results are there
        int count = group - h0 < HELD ? group - h0 : HELD;
        for (int i = threadIdx.x; i < count * (d + 2); i += WARPS * WARP) {
            int h = i / (d + 2);
            int c = i % (d + 2);
            const float* first = reinterpret_cast<const float*>(tiles) + h * (D + 2);
            float top = first[0]; // the first warp has a position
            for (int w = 1; w < WARPS; w++) {
                top = fmaxf(top, first[w * size]);
            }
            float sum = 0;
            for (int w = 0; w < WARPS; w++) {
                sum = fmaf(exp2f(first[w * size] - top), first[w * size + c], sum);
            }
            long long row = ((long long)n * heads + blockIdx.y * group + h0 + h) * gridDim.z + blockIdx.z;
            part[row * (d + 2) + c] = c == 0 ? top * LN_2 : sum;
        }
    }
}

#define DECODE(name, D)                                                                                                       \
    extern "C" __global__ void __launch_bounds__(WARPS * WARP) name(                                                          \
        const float* q, const bf16* k_cache, const bf16* v_cache, const int* table, const int* slots, const int* positions,   \
        float scale, float* part, int heads, int kv_heads, int d, int block, int max_blocks, int cache_blocks) {              \
        attention_decode<D>(                                                                                                  \
            q, k_cache, v_cache, table, slots, positions, scale, part, heads, kv_heads, d, block, max_blocks, cache_blocks);  \
    }                                                                                                                         \
    KERNEL(name)

DECODE(attention_decode_64, 64)
DECODE(attention_decode_128, 128)
