// What attention on tensor cores is made of: tiles of rows in shared memory as factors of m16n8k16 products, and the softmax of a
// warp's sixteen rows.
#pragma once
#include "reduce.cuh"

constexpr float LOG2_E = 1.4426950408889634f;
constexpr float LN_2 = 0.6931471805599453f;

/** A tile of rows of D numbers in shared memory; eight rows of a matrix load lie in different banks. */
template <int D>
struct Tile {
    static constexpr int pitch = D + 8;

    /** Starts to copy `count` rows `stride` apart; past `rows` of them, zeros. */
    template <int count, int threads>
    static __device__ inline void fetch(bf16* tile, const bf16* from, long long stride, int rows) {
        constexpr int chunks = D / 8;
        for (int i = threadIdx.x; i < count * chunks; i += threads) {
            int r = i / chunks;
            int c = i % chunks * 8;
            bool in = r < rows;
            copy_async(tile + r * pitch + c, in ? from + r * stride + c : from, in ? 16 : 0);
        }
    }

    /** Sixteen rows from `row` as a left factor, sixteen columns from `column`. */
    static __device__ inline void left(unsigned (&to)[4], const bf16* tile, int row, int column) {
        int lane = threadIdx.x % WARP;
        load_matrices(to, tile + (row + lane % 16) * pitch + column + lane / 16 * 8);
    }

    /** Sixteen rows as two right factors whose columns they are. */
    static __device__ inline void right(unsigned (&to)[4], const bf16* tile, int row, int column) {
        int lane = threadIdx.x % WARP;
        load_matrices(to, tile + (row + lane / 16 * 8 + lane % 8) * pitch + column + lane / 8 % 2 * 8);
    }

    /** Sixteen rows as two right factors whose rows they are, sixteen columns from `column`. */
    static __device__ inline void right_rows(unsigned (&to)[4], const bf16* tile, int row, int column) {
        int lane = threadIdx.x % WARP;
        load_matrices_transposed(to, tile + (row + lane % 16) * pitch + column + lane / 16 * 8);
    }
};

__device__ inline void mma_pair(float (&first)[4], float (&second)[4], const unsigned (&a)[4], const unsigned (&b)[4]) {
    const unsigned low[2] = {b[0], b[1]};
    const unsigned high[2] = {b[2], b[3]};
    mma_bf16(first, a, low);
    mma_bf16(second, a, high);
}

/** Sums of a 16 x 8N tile, rounded, as the left factor for columns 16c to 16c+15. */
template <int N>
__device__ inline void as_left(unsigned (&to)[4], const float (&sum)[N][4], int c) {
    to[0] = pack(sum[2 * c][0], sum[2 * c][1]);
    to[1] = pack(sum[2 * c][2], sum[2 * c][3]);
    to[2] = pack(sum[2 * c + 1][0], sum[2 * c + 1][1]);
    to[3] = pack(sum[2 * c + 1][2], sum[2 * c + 1][3]);
}

/** sum[16 x D] += weights[16 x 8N] rows[8N x D]. */
template <int D, int N>
__device__ inline void add_rows(float (&sum)[D / 8][4], const float (&weights)[N][4], const bf16* rows) {
#pragma unroll
    for (int c = 0; c < N / 2; c++) {
        unsigned a[4];
        as_left(a, weights, c);
#pragma unroll
        for (int n = 0; n < D / 16; n++) {
            unsigned b[4];
            Tile<D>::right_rows(b, rows, c * 16, n * 16);
            mma_pair(sum[2 * n], sum[2 * n + 1], a, b);
        }
    }
}

/** Where the lane's element e of an 8-column tile n lies: row of the warp's 16, column of the tile. */
__device__ inline int row_of(int e) { return threadIdx.x % WARP / 4 + e / 2 * 8; }

__device__ inline int column_of(int n, int e) { return n * 8 + threadIdx.x % 4 * 2 + e % 2; }

/** Over the four lanes that share a row. */
__device__ inline float row_max(float value) {
    value = fmaxf(value, shuffle_xor(value, 1));
    return fmaxf(value, shuffle_xor(value, 2));
}

__device__ inline float row_sum(float value) {
    value += shuffle_xor(value, 1);
    return value + shuffle_xor(value, 2);
}

/** scores[16 x 8N] = left[16 x D] rows[8N x D]^T, the left factors held in registers. */
template <int D, int N>
__device__ inline void scores_of(float (&score)[N][4], const unsigned (&left)[D / 16][4], const bf16* rows) {
#pragma unroll
    for (int c = 0; c < D / 16; c++) {
#pragma unroll
        for (int n = 0; n < N / 2; n++) {
            unsigned b[4];
            Tile<D>::right(b, rows, n * 16, c * 16);
            mma_pair(score[2 * n], score[2 * n + 1], left[c], b);
        }
    }
}

/** The online softmax of the warp's sixteen rows, two of which each lane has a part in; scores are in powers of two. */
template <int D>
struct SoftmaxRows {
    float top[2];
    float total[2];
    float sum[D / 8][4];

    __device__ inline void clear() {
#pragma unroll
        for (int r = 0; r < 2; r++) {
            top[r] = -INFINITY;
            total[r] = 0;
        }
#pragma unroll
        for (int n = 0; n < D / 8; n++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                sum[n][e] = 0;
            }
        }
    }

    /** Adds a tile of keys: scores are -inf where masked; each row's highest is finite, or an earlier one was. */
    template <int N>
    __device__ inline void add(float (&score)[N][4], const bf16* values) {
        float highest[2] = {top[0], top[1]};
#pragma unroll
        for (int n = 0; n < N; n++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                highest[e / 2] = fmaxf(highest[e / 2], score[n][e]);
            }
        }
        float fade[2];
#pragma unroll
        for (int r = 0; r < 2; r++) {
            highest[r] = row_max(highest[r]);
            fade[r] = exp2f(top[r] - highest[r]);
            top[r] = highest[r];
            total[r] *= fade[r];
        }
#pragma unroll
        for (int n = 0; n < D / 8; n++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                sum[n][e] *= fade[e / 2];
            }
        }
#pragma unroll
        for (int n = 0; n < N; n++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                score[n][e] = exp2f(score[n][e] - top[e / 2]);
                total[e / 2] += score[n][e];
            }
        }
        add_rows<D, N>(sum, score, values);
    }
};
