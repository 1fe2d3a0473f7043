// Gradient of causal attention in float32; probabilities are recomputed from lse (Dao et al. 2022, 2023).
//
//   delta[t,h] = dOut . out      p = exp(scale q . k - lse)      ds = p (dOut . v - delta) scale
//   dq[t,h] = sum_j ds k[j]      dk[j,g] = sum_{h of g, t>=j} ds q[t,h]      dv[j,g] = sum_{h of g, t>=j} p dOut[t,h]
//
// Threads: attention_delta a warp a row; attention_dq a block a query head and 32 queries; attention_dkv a block a key-value head and
// 32 keys, over the group's heads and the queries from the diagonal on, in that order. Each number has one owner: no atomics, fixed
// order. Shared: four tiles of 32 x (D+1) floats and 64 floats. FLOPs: 6 D and 8 D per pair. Bound: float32 arithmetic.
#include "attend.cuh"

extern "C" __global__ void attention_delta(const float* out, const float* d_out, float* delta, long long rows, int d) {
    long long row = (long long)blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= rows) {
        return;
    }
    float sum = 0;
    for (int i = threadIdx.x % WARP; i < d; i += WARP) {
        sum = fmaf(out[row * d + i], d_out[row * d + i], sum);
    }
    sum = warp_sum(sum);
    if (threadIdx.x % WARP == 0) {
        delta[row] = sum;
    }
}
KERNEL(attention_delta)

/** Where one sequence's rows of one head are. */
struct Rows {
    long long first;
    long long stride;
    int length;
};

template <int DC>
__device__ inline void write_rows(Out to, const float (&sum)[HELD][DC], Rows where, int first, int d) {
    int lane = threadIdx.x % WARP;
    for (int r = 0; r < HELD; r++) {
        int t = first + threadIdx.x / WARP * HELD + r;
        for (int c = 0; c < DC; c++) {
            int i = lane + c * WARP;
            if (t < where.length && i < d) {
                to.put((where.first + t * where.stride) * d + i, sum[r][c]);
            }
        }
    }
}

template <int DC>
__device__ inline void dq_tile(
    const float* q, const float* k, const float* v, const float* lse, const float* delta, const float* d_out,
    const int* starts, float scale, float* dq, int heads, int kv_heads, int d) {
    SHARED(float, q_tile);
    int pitch = d + 1;
    float* do_tile = q_tile + TILE * pitch;
    float* k_tile = do_tile + TILE * pitch;
    float* v_tile = k_tile + TILE * pitch;
    int begin = starts[blockIdx.z];
    int length = starts[blockIdx.z + 1] - begin;
    int first = blockIdx.x * TILE;
    if (first >= length) {
        return;
    }
    int head = blockIdx.y;
    Rows mine = {(long long)begin * heads + head, heads, length};
    Rows keys = {(long long)begin * kv_heads + head / (heads / kv_heads), kv_heads, length};
    int lane = threadIdx.x % WARP;
    int held = threadIdx.x / WARP * HELD;
    long long at = (mine.first + first * mine.stride) * d;
    load_tile(q_tile, pitch, q + at, mine.stride * d, length - first, d);
    load_tile(do_tile, pitch, d_out + at, mine.stride * d, length - first, d);
    float sum[HELD][DC] = {};
    for (int j0 = 0; j0 <= first; j0 += TILE) {
        __syncthreads(); // all are done with the tile before
        long long from = (keys.first + j0 * keys.stride) * d;
        load_tile(k_tile, pitch, k + from, keys.stride * d, length - j0, d);
        load_tile(v_tile, pitch, v + from, keys.stride * d, length - j0, d);
        __syncthreads();
        float score[HELD];
        float dp[HELD];
        products(score, q_tile + held * pitch, k_tile + lane * pitch, pitch, d);
        products(dp, do_tile + held * pitch, v_tile + lane * pitch, pitch, d);
        for (int r = 0; r < HELD; r++) {
            int t = first + held + r;
            bool seen = t < length && j0 + lane <= t;
            long long row = mine.first + (seen ? t : 0) * mine.stride;
            score[r] = seen ? expf(score[r] * scale - lse[row]) * (dp[r] - delta[row]) * scale : 0.0f;
        }
        add_rows<DC>(sum, score, k_tile, pitch, d);
    }
    write_rows<DC>(Out{dq, nullptr}, sum, mine, first, d);
}

template <int DC>
__device__ inline void dkv_tile(
    const float* q, const float* k, const float* v, const float* lse, const float* delta, const float* d_out,
    const int* starts, float scale, float* dk, Out dv, int heads, int kv_heads, int d) {
    SHARED(float, k_tile);
    int pitch = d + 1;
    float* v_tile = k_tile + TILE * pitch;
    float* q_tile = v_tile + TILE * pitch;
    float* do_tile = q_tile + TILE * pitch;
    int begin = starts[blockIdx.z];
    int length = starts[blockIdx.z + 1] - begin;
    int first = blockIdx.x * TILE;
    if (first >= length) {
        return;
    }
    int group = heads / kv_heads;
    Rows mine = {(long long)begin * kv_heads + blockIdx.y, kv_heads, length};
    int lane = threadIdx.x % WARP;
    int held = threadIdx.x / WARP * HELD;
    long long at = (mine.first + first * mine.stride) * d;
    load_tile(k_tile, pitch, k + at, mine.stride * d, length - first, d);
    load_tile(v_tile, pitch, v + at, mine.stride * d, length - first, d);
    float key_sum[HELD][DC] = {};
    float value_sum[HELD][DC] = {};
    for (int head = blockIdx.y * group; head < (int)(blockIdx.y + 1) * group; head++) {
        for (int t0 = first; t0 < length; t0 += TILE) {
            Rows queries = {(long long)begin * heads + head, heads, length};
            __syncthreads(); // all are done with the tile before
            long long from = (queries.first + t0 * queries.stride) * d;
            load_tile(q_tile, pitch, q + from, queries.stride * d, length - t0, d);
            load_tile(do_tile, pitch, d_out + from, queries.stride * d, length - t0, d);
            __syncthreads();
            int t = t0 + lane;
            long long row = queries.first + (t < length ? t : 0) * queries.stride;
            float score[HELD];
            float dp[HELD];
            float p[HELD];
            products(score, k_tile + held * pitch, q_tile + lane * pitch, pitch, d);
            products(dp, v_tile + held * pitch, do_tile + lane * pitch, pitch, d);
            for (int r = 0; r < HELD; r++) {
                bool seen = t < length && first + held + r <= t;
                p[r] = seen ? expf(score[r] * scale - lse[row]) : 0.0f;
                score[r] = seen ? p[r] * (dp[r] - delta[row]) * scale : 0.0f;
            }
            add_rows<DC>(key_sum, score, q_tile, pitch, d);
            add_rows<DC>(value_sum, p, do_tile, pitch, d);
        }
    }
    write_rows<DC>(Out{dk, nullptr}, key_sum, mine, first, d);
    write_rows<DC>(dv, value_sum, mine, first, d);
}

#define BACKWARD(size, DC)                                                                                                    \
    extern "C" __global__ void __launch_bounds__(256) attention_dq_##size(                                                    \
        const float* q, const float* k, const float* v, const float* lse, const float* delta, const float* d_out,             \
        const int* starts, float scale, float* dq, int heads, int kv_heads, int d) {                                         \
        dq_tile<DC>(q, k, v, lse, delta, d_out, starts, scale, dq, heads, kv_heads, d);                                       \
    }                                                                                                                         \
    KERNEL(attention_dq_##size)                                                                                               \
    extern "C" __global__ void __launch_bounds__(256, size == 256 ? 1 : 2) attention_dkv_##size(                              \
        const float* q, const float* k, const float* v, const float* lse, const float* delta, const float* d_out,             \
        const int* starts, float scale, float* dk, float* dv, bf16* dv16, int heads, int kv_heads, int d) {                   \
        dkv_tile<DC>(q, k, v, lse, delta, d_out, starts, scale, dk, Out{dv, dv16}, heads, kv_heads, d);                       \
    }                                                                                                                         \
    KERNEL(attention_dkv_##size)

BACKWARD(32, 1)
BACKWARD(64, 2)
BACKWARD(128, 4)
BACKWARD(256, 8)
