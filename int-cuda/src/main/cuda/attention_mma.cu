// Causal attention over packed sequences with grouped queries on tensor cores, forward and backward (Dao et al. 2022, 2023): bfloat16
// factors, float32 sums and softmax.
//
//   s = scale q[t,h] . k[j,g], j <= t      out = sum_j softmax_j(s) v[j,g]      lse = log sum_j exp s
//   p = exp(s - lse)      ds = p (dOut . v - delta) scale      dq = sum_j ds k[j]      dk[j] = sum_h,t ds q[t,h]      dv[j] = sum_h,t p dOut
//
// q, k, v and dOut come as rows of D bfloat16, zeros beyond the head's size. Threads: 4 warps; a block 64 queries of a head (forward,
// dq) or 64 keys of a key-value head (dkv), a warp 16 of them, whose sums stay in registers; the other side comes in tiles counted from
// the start of the sequence, two stages of asynchronous copies deep. Each number has one owner that adds in a fixed order: no atomics,
// and a row's bits do not depend on its neighbours. Probabilities are rounded to bfloat16 before they are multiplied.
// Shared: forward 5 tiles of 64 x (D+8) bfloat16, dq 2 of 64 and 4 of 32, dkv 2 of 64, 4 of 32 and 128 floats.
// FLOPs a pair: forward 4 D, dq 6 D, dkv 8 D. Bound: tensor cores.
#include "mma.cuh"

constexpr int HELD = 64;
constexpr int THREADS = 128;

template <int D>
__device__ inline void write_rows(
    Out to, const float (&sum)[D / 8][4], float low, float high, long long first, long long stride, int from, int length, int d) {
#pragma unroll
    for (int n = 0; n < D / 8; n++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
            int t = from + threadIdx.x / WARP * 16 + row_of(e);
            int i = column_of(n, e);
            if (t < length && i < d) {
                to.put((first + t * stride) * d + i, sum[n][e] * (e < 2 ? low : high));
            }
        }
    }
}

/** Starts to copy tile j of a sequence's keys and values to one of two stages. */
template <int D, int KEYS>
struct KeyTiles {
    const bf16* k;
    const bf16* v;
    bf16* stages;
    long long first;
    int kv_heads;
    int length;

    __device__ inline void operator()(int j) const {
        constexpr int size = KEYS * Tile<D>::pitch;
        bf16* to = stages + j % 2 * 2 * size;
        long long stride = (long long)kv_heads * D;
        long long at = first * D + j * KEYS * stride;
        Tile<D>::template fetch<KEYS, THREADS>(to, k + at, stride, length - j * KEYS);
        Tile<D>::template fetch<KEYS, THREADS>(to + size, v + at, stride, length - j * KEYS);
    }
};

template <int D>
__device__ inline void forward(
    const bf16* q, const bf16* k, const bf16* v, const int* starts, float scale, float* out, float* lse, int heads, int kv_heads,
    int d) {
    constexpr int KEYS = 64;
    constexpr int N = KEYS / 8;
    constexpr int size = KEYS * Tile<D>::pitch;
    SHARED(bf16, q_tile);
    bf16* stages = q_tile + HELD * Tile<D>::pitch;
    int begin = starts[blockIdx.z];
    int length = starts[blockIdx.z + 1] - begin;
    int first = blockIdx.x * HELD;
    if (first >= length) {
        return;
    }
    int head = blockIdx.y;
    long long q_row = (long long)begin * heads + head;
    long long k_row = (long long)begin * kv_heads + head / (heads / kv_heads);
    KeyTiles<D, KEYS> fetch = {k, v, stages, k_row, kv_heads, length};
    Tile<D>::template fetch<HELD, THREADS>(q_tile, q + (q_row + (long long)first * heads) * D, (long long)heads * D, length - first);
    fetch(0);
    copy_async_commit();
    int mine = threadIdx.x / WARP * 16;
    float to_log2 = scale * LOG2_E;
    unsigned query[D / 16][4];
    SoftmaxRows<D> rows;
    rows.clear();
    int tiles = first / KEYS + 1;
    for (int j = 0; j < tiles; j++) {
        copy_async_wait<0>();
        __syncthreads(); // this tile has come in, and all are done with the one before
        if (j + 1 < tiles) {
            fetch(j + 1);
        }
        copy_async_commit();
        if (j == 0) {
#pragma unroll
            for (int c = 0; c < D / 16; c++) {
                Tile<D>::left(query[c], q_tile, mine, c * 16);
            }
        }
        const bf16* keys = stages + j % 2 * 2 * size;
        float score[N][4] = {};
        scores_of<D, N>(score, query, keys);
#pragma unroll
        for (int n = 0; n < N; n++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                bool seen = j * KEYS + column_of(n, e) <= first + mine + row_of(e);
                score[n][e] = seen ? score[n][e] * to_log2 : -INFINITY;
            }
        }
        rows.add(score, keys + size);
    }
    copy_async_wait<0>();
    float total[2] = {row_sum(rows.total[0]), row_sum(rows.total[1])};
    write_rows<D>(Out{out, nullptr}, rows.sum, 1 / total[0], 1 / total[1], q_row, heads, first, length, d);
#pragma unroll
    for (int r = 0; r < 2; r++) {
        int t = first + mine + row_of(2 * r);
        if (threadIdx.x % 4 == 0 && t < length) {
            lse[q_row + (long long)t * heads] = (rows.top[r] + log2f(total[r])) * LN_2;
        }
    }
}

/** p = exp(s - lse) in place of s, and ds = p (dp - delta) scale in place of dp; 0 where not seen. */
__device__ inline void soften(float& score, float& dp, bool seen, float to_log2, float lse2, float delta, float scale) {
    score = seen ? exp2f(score * to_log2 - lse2) : 0.0f;
    dp = seen ? score * (dp - delta) * scale : 0.0f;
}

template <int D>
__device__ inline void dq_rows(
    const bf16* q, const bf16* k, const bf16* v, const float* lse, const float* delta, const bf16* d_out, const int* starts,
    float scale, float* dq, int heads, int kv_heads, int d) {
    constexpr int KEYS = 32;
    constexpr int N = KEYS / 8;
    constexpr int size = KEYS * Tile<D>::pitch;
    SHARED(bf16, q_tile);
    bf16* do_tile = q_tile + HELD * Tile<D>::pitch;
    bf16* stages = do_tile + HELD * Tile<D>::pitch;
    int begin = starts[blockIdx.z];
    int length = starts[blockIdx.z + 1] - begin;
    int first = blockIdx.x * HELD;
    if (first >= length) {
        return;
    }
    int head = blockIdx.y;
    long long q_row = (long long)begin * heads + head;
    long long k_row = (long long)begin * kv_heads + head / (heads / kv_heads);
    long long q_at = (q_row + (long long)first * heads) * D;
    KeyTiles<D, KEYS> fetch = {k, v, stages, k_row, kv_heads, length};
    Tile<D>::template fetch<HELD, THREADS>(q_tile, q + q_at, (long long)heads * D, length - first);
    Tile<D>::template fetch<HELD, THREADS>(do_tile, d_out + q_at, (long long)heads * D, length - first);
    fetch(0);
    copy_async_commit();
    int mine = threadIdx.x / WARP * 16;
    float to_log2 = scale * LOG2_E;
    float lse2[2];
    float pull[2];
#pragma unroll
    for (int r = 0; r < 2; r++) {
        int t = first + mine + row_of(2 * r);
        long long row = q_row + (long long)(t < length ? t : 0) * heads;
        lse2[r] = lse[row] * LOG2_E;
        pull[r] = delta[row];
    }
    float sum[D / 8][4] = {};
    int end = first + HELD < length ? first + HELD : length;
    int tiles = (end + KEYS - 1) / KEYS;
    for (int j = 0; j < tiles; j++) {
        copy_async_wait<0>();
        __syncthreads(); // this tile has come in, and all are done with the one before
        if (j + 1 < tiles) {
            fetch(j + 1);
        }
        copy_async_commit();
        const bf16* keys = stages + j % 2 * 2 * size;
        float score[N][4] = {};
        float dp[N][4] = {};
#pragma unroll
        for (int c = 0; c < D / 16; c++) {
            unsigned query[4];
            unsigned up[4];
            Tile<D>::left(query, q_tile, mine, c * 16);
            Tile<D>::left(up, do_tile, mine, c * 16);
#pragma unroll
            for (int n = 0; n < N / 2; n++) {
                unsigned b[4];
                Tile<D>::right(b, keys, n * 16, c * 16);
                mma_pair(score[2 * n], score[2 * n + 1], query, b);
                Tile<D>::right(b, keys + size, n * 16, c * 16);
                mma_pair(dp[2 * n], dp[2 * n + 1], up, b);
            }
        }
#pragma unroll
        for (int n = 0; n < N; n++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                int t = first + mine + row_of(e);
                bool seen = t < length && j * KEYS + column_of(n, e) <= t;
                soften(score[n][e], dp[n][e], seen, to_log2, lse2[e / 2], pull[e / 2], scale);
            }
        }
        add_rows<D, N>(sum, dp, keys);
    }
    copy_async_wait<0>();
    write_rows<D>(Out{dq, nullptr}, sum, 1, 1, q_row, heads, first, length, d);
}

template <int D>
__device__ inline void dkv_rows(
    const bf16* q, const bf16* k, const bf16* v, const float* lse, const float* delta, const bf16* d_out, const int* starts,
    float scale, float* dk, Out dv, int heads, int kv_heads, int d) {
    constexpr int QUERIES = 32;
    constexpr int N = QUERIES / 8;
    constexpr int size = QUERIES * Tile<D>::pitch;
    SHARED(bf16, k_tile);
    bf16* v_tile = k_tile + HELD * Tile<D>::pitch;
    bf16* stages = v_tile + HELD * Tile<D>::pitch;
    float* numbers = reinterpret_cast<float*>(stages + 4 * size); // lse and delta of a stage's queries, twice
    int begin = starts[blockIdx.z];
    int length = starts[blockIdx.z + 1] - begin;
    int first = blockIdx.x * HELD;
    if (first >= length) {
        return;
    }
    int group = heads / kv_heads;
    long long k_row = (long long)begin * kv_heads + blockIdx.y;
    long long k_at = (k_row + (long long)first * kv_heads) * D;
    int tiles = (length - first + QUERIES - 1) / QUERIES;
    int steps = group * tiles;
    int mine = threadIdx.x / WARP * 16;
    float to_log2 = scale * LOG2_E;
    auto fetch = [&](int step) {
        int t0 = first + step % tiles * QUERIES;
        long long row = (long long)begin * heads + blockIdx.y * group + step / tiles + (long long)t0 * heads;
        bf16* stage = stages + step % 2 * 2 * size;
        Tile<D>::template fetch<QUERIES, THREADS>(stage, q + row * D, (long long)heads * D, length - t0);
        Tile<D>::template fetch<QUERIES, THREADS>(stage + size, d_out + row * D, (long long)heads * D, length - t0);
        if (threadIdx.x < QUERIES) {
            bool in = t0 + (int)threadIdx.x < length;
            float* to = numbers + step % 2 * 2 * QUERIES;
            long long at = row + (in ? (long long)threadIdx.x * heads : 0);
            to[threadIdx.x] = lse[at] * LOG2_E;
            to[QUERIES + threadIdx.x] = delta[at];
        }
    };
    Tile<D>::template fetch<HELD, THREADS>(k_tile, k + k_at, (long long)kv_heads * D, length - first);
    Tile<D>::template fetch<HELD, THREADS>(v_tile, v + k_at, (long long)kv_heads * D, length - first);
    fetch(0);
    copy_async_commit();
    float key_sum[D / 8][4] = {};
    float value_sum[D / 8][4] = {};
    for (int step = 0; step < steps; step++) {
        copy_async_wait<0>();
        __syncthreads(); // this tile has come in, and all are done with the one before
        if (step + 1 < steps) {
            fetch(step + 1);
        }
        copy_async_commit();
        const bf16* queries = stages + step % 2 * 2 * size;
        const float* lse2 = numbers + step % 2 * 2 * QUERIES;
        float score[N][4] = {};
        float dp[N][4] = {};
#pragma unroll 2 // all of it would take more registers than there are
        for (int c = 0; c < D / 16; c++) {
            unsigned key[4];
            unsigned value[4];
            Tile<D>::left(key, k_tile, mine, c * 16);
            Tile<D>::left(value, v_tile, mine, c * 16);
#pragma unroll
            for (int n = 0; n < N / 2; n++) {
                unsigned b[4];
                Tile<D>::right(b, queries, n * 16, c * 16);
                mma_pair(score[2 * n], score[2 * n + 1], key, b);
                Tile<D>::right(b, queries + size, n * 16, c * 16);
                mma_pair(dp[2 * n], dp[2 * n + 1], value, b);
            }
        }
        int t0 = first + step % tiles * QUERIES;
#pragma unroll
        for (int n = 0; n < N; n++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                int on = column_of(n, e);
                bool seen = t0 + on < length && first + mine + row_of(e) <= t0 + on;
                soften(score[n][e], dp[n][e], seen, to_log2, lse2[on], lse2[QUERIES + on], scale);
            }
        }
        add_rows<D, N>(key_sum, dp, queries);
        add_rows<D, N>(value_sum, score, queries + size);
    }
    copy_async_wait<0>();
    write_rows<D>(Out{dk, nullptr}, key_sum, 1, 1, k_row, kv_heads, first, length, d);
    write_rows<D>(dv, value_sum, 1, 1, k_row, kv_heads, first, length, d);
}

#define MMA_ATTENTION(name, D)                                                                                                \
    extern "C" __global__ void __launch_bounds__(THREADS)                                                                     \
        name(const bf16* q, const bf16* k, const bf16* v, const int* starts, float scale, float* out, float* lse, int heads,  \
             int kv_heads, int d) {                                                                                          \
        forward<D>(q, k, v, starts, scale, out, lse, heads, kv_heads, d);                                                     \
    }                                                                                                                         \
    KERNEL(name)

#define MMA_DQ(name, D)                                                                                                       \
    extern "C" __global__ void __launch_bounds__(THREADS)                                                                     \
        name(const bf16* q, const bf16* k, const bf16* v, const float* lse, const float* delta, const bf16* d_out,            \
             const int* starts, float scale, float* dq, int heads, int kv_heads, int d) {                                     \
        dq_rows<D>(q, k, v, lse, delta, d_out, starts, scale, dq, heads, kv_heads, d);                                        \
    }                                                                                                                         \
    KERNEL(name)

#define MMA_DKV(name, D)                                                                                                      \
    extern "C" __global__ void __launch_bounds__(THREADS)                                                                     \
        name(const bf16* q, const bf16* k, const bf16* v, const float* lse, const float* delta, const bf16* d_out,            \
             const int* starts, float scale, float* dk, float* dv, bf16* dv16, int heads, int kv_heads, int d) {              \
        dkv_rows<D>(q, k, v, lse, delta, d_out, starts, scale, dk, Out{dv, dv16}, heads, kv_heads, d);                        \
    }                                                                                                                         \
    KERNEL(name)

MMA_ATTENTION(attention_mma_64, 64)
MMA_ATTENTION(attention_mma_128, 128)
MMA_DQ(attention_mma_dq_64, 64)
MMA_DQ(attention_mma_dq_128, 128)
MMA_DKV(attention_mma_dkv_64, 64)
MMA_DKV(attention_mma_dkv_128, 128)
