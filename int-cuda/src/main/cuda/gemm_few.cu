// Matrix product on tensor cores for the few rows of a step of generation: bfloat16 factors, float32 sums.
//
//   c[m][n] (+)= sum_k a[m][k] b[n][k] (+ bias[n])          m is at most 16 (gemm_few_16) or 64 (gemm_few_64)
//
// Rows of a and b start at multiples of 16 bytes (lda, ldb are multiples of 8); past the end of k there are zeros, past the last row or
// column that one again, which nobody keeps.
// Threads: a warp 8 columns of c and all its rows; a block 2 warps (16 columns) for 16 rows, so that even 2,560 columns reach every
// multiprocessor of a large GPU, 4 warps (32 columns) for 64, which share the tile of a. b streams by once, 16 bytes a thread and copy, a
// warp along one row; 256 of k a stage and four stages deep (128 and three for 64 rows): 24 KiB of b are under way a block.
// Every number is one chain of m16n8k16 products in rising k, like gemm_bf16.cu's: a row has the same bits there, and whoever its
// neighbours are.
// Shared: 66 and 77 KiB. Bytes: 2 N K, and 2 M K a block, from the second-level cache. Bound: memory; below about 2,000 columns the
// latency of a chain, 2 K cycles.
#include "gemm.cuh"

template <int ROWS, int WARPS, int DEPTH, int STAGES>
struct Few {
    static constexpr int threads = WARPS * WARP;
    static constexpr int columns = WARPS * 8;
    static constexpr int pitch = DEPTH + 8; // keeps the eight rows of a matrix load in different banks
    static constexpr int chunks = DEPTH / 8;
    static constexpr int stage = (ROWS + columns) * pitch;

    /** Starts to copy 8 numbers of a row, from k0. */
    static __device__ inline void fetch(bf16* to, const bf16* row, int k0, int k) {
        int left = k - k0;
        copy_async(to, left > 0 ? row + k0 : row, left < 8 ? (left > 0 ? left * 2 : 0) : 16);
    }

    /** Starts to copy a stage: the rows of a, then those of b. */
    static __device__ inline void fetch(
        bf16* tile, const bf16* a, long long lda, const bf16* b, long long ldb, int first, int m, int n, int step, int k) {
        int c = threadIdx.x % chunks * 8;
        int k0 = step * DEPTH + c;
        bf16* to = tile + ROWS * pitch + c;
#pragma unroll
        for (int r = 0; r < columns; r += threads / chunks) {
            int on = r + threadIdx.x / chunks;
            int column = first + on < n ? first + on : n - 1;
            fetch(to + on * pitch, b + column * ldb, k0, k);
        }
        for (int row = threadIdx.x / chunks; row < m; row += threads / chunks) {
            fetch(tile + row * pitch + c, a + row * lda, k0, k);
        }
    }

    /** sum[i] += 16 rows of a times the warp's 8 columns of b, over the stage's first `depth` of k; all of them if it is whole. */
    template <bool whole>
    static __device__ inline void add(float (&sum)[ROWS / 16][4], const bf16* tile, int m, int depth) {
        int lane = threadIdx.x % WARP;
        // Lane 8i+r names row r of matrix i: four times 8 of k for b; (m, m+8) within (k, k+8) for a.
        const bf16* right = tile + (ROWS + threadIdx.x / WARP * 8 + lane % 8) * pitch + lane / 8 * 8;
        const bf16* left[ROWS / 16];
#pragma unroll
        for (int i = 0; i < ROWS / 16; i++) {
            int row = i * 16 + lane % 16;
            left[i] = tile + (row < m ? row : m - 1) * pitch + lane / 16 * 8;
        }
#pragma unroll
        for (int k0 = 0; k0 < DEPTH; k0 += 32) {
            if (whole || k0 < depth) {
                unsigned b[4];
                load_matrices(b, right + k0);
                const unsigned low[2] = {b[0], b[1]};
                const unsigned high[2] = {b[2], b[3]};
#pragma unroll
                for (int i = 0; i < ROWS / 16; i++) {
                    if (i == 0 || i * 16 < m) {
                        unsigned first[4];
                        unsigned second[4];
                        load_matrices(first, left[i] + k0);
                        load_matrices(second, left[i] + k0 + 16);
                        mma_bf16(sum[i], first, low);
                        mma_bf16(sum[i], second, high);
                    }
                }
            }
        }
    }

    static __device__ inline void multiply(
        const bf16* a, long long lda, const bf16* b, long long ldb, float* c, int m, int n, int k, Bias bias, int accumulate) {
        SHARED(bf16, tiles);
        int first = blockIdx.x * columns;
        float sum[ROWS / 16][4] = {};
        int steps = (k + DEPTH - 1) / DEPTH;
        for (int s = 0; s < STAGES - 1; s++) {
            if (s < steps) {
                fetch(tiles + s * stage, a, lda, b, ldb, first, m, n, s, k);
            }
            copy_async_commit();
        }
        for (int step = 0; step < steps; step++) {
            copy_async_wait<STAGES - 2>();
            __syncthreads(); // this stage has come in, and all are done with the stage that is fetched next
            int next = step + STAGES - 1;
            if (next < steps) {
                fetch(tiles + next % STAGES * stage, a, lda, b, ldb, first, m, n, next, k);
            }
            copy_async_commit();
            const bf16* tile = tiles + step % STAGES * stage;
            int depth = k - step * DEPTH;
            if (depth >= DEPTH) {
                add<true>(sum, tile, m, depth);
            } else {
                add<false>(sum, tile, m, depth);
            }
        }
        copy_async_wait<0>();
        int lane = threadIdx.x % WARP;
#pragma unroll
        for (int i = 0; i < ROWS / 16; i++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                int row = i * 16 + lane / 4 + e / 2 * 8;
                int column = first + threadIdx.x / WARP * 8 + lane % 4 * 2 + e % 2;
                finish(c, m, n, row, column, sum[i][e], bias, accumulate);
            }
        }
    }
};

#define GEMM_FEW(name, ROWS, WARPS, DEPTH, STAGES)                                                                           \
    extern "C" __global__ void __launch_bounds__(WARPS * WARP)                                                                \
        name(const bf16* a, long long lda, const bf16* b, long long ldb, float* c, int m, int n, int k, const float* bias,    \
             const bf16* bias16, int accumulate) {                                                                           \
        Few<ROWS, WARPS, DEPTH, STAGES>::multiply(a, lda, b, ldb, c, m, n, k, Bias{bias, bias16}, accumulate);                \
    }                                                                                                                         \
    KERNEL(name)

GEMM_FEW(gemm_few_16, 16, 2, 256, 4)
GEMM_FEW(gemm_few_64, 64, 4, 128, 3)
