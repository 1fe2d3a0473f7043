// Attention of rows over their own cached sequence, positions 0 to the row's own, with a float32 cache; and the bookkeeping of caches of
// either type (attention_decode.cu attends to those of bfloat16).
//
//   out[n,h] = sum_{j<=positions[n]} softmax_j(scale q[n,h] . kCache[token(n,j)]) vCache[token(n,j)]
//
// Threads: attention_cached a block a row, key-value head and split of 256 positions, 4 query heads of the group a warp; keys come 32 at
// a time. Splits lie at fixed positions, so a row's bits do not depend on its neighbours. attention_merge joins a row's splits, in
// rising position, a warp a head. Splits past the row's position leave at once.
// Shared: 32 x (D+1) x 2 + 32 x D floats. Bytes: 8 D a position and key-value head. Bound: memory.
// cache_write: a thread a number. copy_blocks: a block a pair. Bytes: 16 and 8 a number, half of what is the cache's if that is bfloat16.
#include "attend.cuh"

constexpr int SPLIT = 256;

template <int DC>
__device__ inline void attention_cached(
    const float* q, const float* k_cache, const float* v_cache, const int* table, const int* slots, const int* positions,
    float scale, float* part, int heads, int kv_heads, int d, int block, int max_blocks, int cache_blocks) {
    SHARED(float, q_tile);
    int pitch = d + 1;
    float* k_tile = q_tile + TILE * pitch;
    float* v_tile = k_tile + TILE * pitch;
    int n = blockIdx.x;
    int kv_head = blockIdx.y;
    int split = blockIdx.z;
    int position = positions[n];
    BOUNDS(position, max_blocks * block);
    if (split * SPLIT > position) {
        return;
    }
    int group = heads / kv_heads;
    int lane = threadIdx.x % WARP;
    int end = position + 1 < (split + 1) * SPLIT ? position + 1 : (split + 1) * SPLIT;
    const int* blocks = table + (long long)slots[n] * max_blocks;
    for (int h0 = 0; h0 < group; h0 += TILE) {
        int held = threadIdx.x / WARP * HELD;
        __syncthreads(); // all are done with the heads before
        load_tile(q_tile, pitch, q + ((long long)n * heads + kv_head * group + h0) * d, d, group - h0, d);
        Softmax<DC> rows;
        rows.clear();
        for (int j0 = split * SPLIT; j0 < end; j0 += TILE) {
            __syncthreads(); // all are done with the tile before
            for (int i = threadIdx.x; i < TILE * d; i += blockDim.x) {
                int j = j0 + i / d;
                bool in = j < end;
                int number = in ? blocks[j / block] : 0;
                BOUNDS(number, cache_blocks);
                long long from = (((long long)number * block + j % block) * kv_heads + kv_head) * d + i % d;
                k_tile[i / d * pitch + i % d] = in ? k_cache[from] : 0.0f;
                v_tile[i] = in ? v_cache[from] : 0.0f;
            }
            __syncthreads();
            float score[HELD];
            products(score, q_tile + held * pitch, k_tile + lane * pitch, pitch, d);
            for (int r = 0; r < HELD; r++) {
                score[r] = j0 + lane < end ? score[r] * scale : -INFINITY;
            }
            rows.add(score, v_tile, d, d);
        }
        for (int r = 0; r < HELD; r++) {
            int h = h0 + held + r;
            if (h < group) {
                long long row = ((long long)n * heads + kv_head * group + h) * gridDim.z + split;
                float* to = part + row * (d + 2);
                for (int c = 0; c < DC; c++) {
                    if (lane + c * WARP < d) {
                        to[2 + lane + c * WARP] = rows.sum[r][c];
                    }
                }
                if (lane == 0) {
                    to[0] = rows.top[r];
                    to[1] = rows.total[r];
                }
            }
        }
    }
}

#define CACHED(name, DC)                                                                                                      \
    extern "C" __global__ void __launch_bounds__(256) name(                                                                   \
        const float* q, const float* k_cache, const float* v_cache, const int* table, const int* slots, const int* positions, \
        float scale, float* part, int heads, int kv_heads, int d, int block, int max_blocks, int cache_blocks) {              \
        attention_cached<DC>(                                                                                                 \
            q, k_cache, v_cache, table, slots, positions, scale, part, heads, kv_heads, d, block, max_blocks, cache_blocks);  \
    }                                                                                                                         \
    KERNEL(name)

CACHED(attention_cached_32, 1)
CACHED(attention_cached_64, 2)
CACHED(attention_cached_128, 4)
CACHED(attention_cached_256, 8)

extern "C" __global__ void attention_merge(
    const float* part, const int* positions, float* out, bf16* out16, long long rows, int heads, int splits, int d) {
    long long row = (long long)blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= rows) {
        return;
    }
    const float* parts = part + row * splits * (d + 2);
    int used = positions[row / heads] / SPLIT + 1;
    float top = -INFINITY;
    for (int s = 0; s < used; s++) {
        top = fmaxf(top, parts[(long long)s * (d + 2)]);
    }
    float total = 0;
    for (int s = 0; s < used; s++) {
        const float* p = parts + (long long)s * (d + 2);
        total = fmaf(expf(p[0] - top), p[1], total);
    }
    for (int i = threadIdx.x % WARP; i < d; i += WARP) {
        float sum = 0;
        for (int s = 0; s < used; s++) {
            const float* p = parts + (long long)s * (d + 2);
            sum = fmaf(expf(p[0] - top), p[2 + i], sum);
        }
        Out{out, out16}.put(row * d + i, sum / total);
    }
}
KERNEL(attention_merge)

extern "C" __global__ void cache_write(
    const float* k, const float* v, float* k_cache, bf16* k_cache16, float* v_cache, bf16* v_cache16, const int* table,
    const int* slots, const int* positions, long long n, int width, int block, int max_blocks, int cache_blocks) {
    long long i = element();
    if (i >= n) {
        return;
    }
    long long row = i / width;
    int position = positions[row];
    BOUNDS(position, max_blocks * block);
    int number = table[(long long)slots[row] * max_blocks + position / block];
    BOUNDS(number, cache_blocks);
    long long to = ((long long)number * block + position % block) * width + i % width;
    Out{k_cache, k_cache16}.put(to, k[i]);
    Out{v_cache, v_cache16}.put(to, v[i]);
}
KERNEL(cache_write)

template <class T>
__device__ inline void copy_blocks(T* cache, const int* pairs, long long size, int cache_blocks) {
    long long from = pairs[2 * blockIdx.x];
    long long to = pairs[2 * blockIdx.x + 1];
    BOUNDS(from, cache_blocks);
    BOUNDS(to, cache_blocks);
    for (long long i = threadIdx.x; i < size; i += blockDim.x) {
        cache[to * size + i] = cache[from * size + i];
    }
}

extern "C" __global__ void copy_blocks_f32(float* cache, const int* pairs, long long size, int cache_blocks) {
    copy_blocks(cache, pairs, size, cache_blocks);
}
KERNEL(copy_blocks_f32)

extern "C" __global__ void copy_blocks_bf16(bf16* cache, const int* pairs, long long size, int cache_blocks) {
    copy_blocks(cache, pairs, size, cache_blocks);
}
KERNEL(copy_blocks_bf16)
