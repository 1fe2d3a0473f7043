// Matrix product on tensor cores: bfloat16 factors, float32 sums.
//
//   c[m][n] (+)= sum_k a(m,k) b(k,n) (+ bias[n])       nt: a[m][k], b[n][k]    nn: a[m][k], b[k][n]    tn: a[k][m], b[k][n]
//
// Rows of a and b start at multiples of 16 bytes (lda, ldb are multiples of 8); edges are filled with zeros on the way in.
// Threads: a block a tile of c, 128x128 with 8 warps; with 4 warps 64x64 (nt) where larger ones would leave multiprocessors idle, as in a
// step of generation with many rows, and 16x64 (nn) where there are few rows; 32 of k at a time, three stages
// of asynchronous copies deep. Few rows of nt are gemm_few.cu's. Every number is one chain of m16n8k16 products in rising k, whichever tile: a row's bits do not
// depend on how many rows there are, and there is no split along k.
// Shared: 3 stages of both tiles. FLOPs: 2 M N K. Bound: tensor cores for many rows, memory (2 N K bytes) for few.
#include "gemm.cuh"

constexpr int DEPTH = 32;
constexpr int STAGES = 3;
constexpr int PAD = 8; // keeps the eight rows of a matrix load in different banks

/** A tile of a factor in shared memory: `outer` x DEPTH if k runs along its rows, else DEPTH x `outer`. */
template <int outer, bool k_inside>
struct Factor {
    static constexpr int rows = k_inside ? outer : DEPTH;
    static constexpr int columns = k_inside ? DEPTH : outer;
    static constexpr int pitch = columns + PAD;
    static constexpr int size = rows * pitch;

    /** Starts to copy the tile at (first, k0) of a matrix with `length` rows or columns along m or n, and `depth` along k. */
    template <int threads>
    static __device__ inline void fetch(bf16* tile, const bf16* x, long long ld, int first, int k0, int length, int depth) {
        constexpr int chunks = columns / 8;
        int row0 = k_inside ? first : k0;
        int column0 = k_inside ? k0 : first;
        int row_end = k_inside ? length : depth;
        int column_end = k_inside ? depth : length;
        for (int i = threadIdx.x; i < rows * chunks; i += threads) {
            int r = i / chunks;
            int c = i % chunks * 8;
            int left = column_end - (column0 + c);
            int bytes = row0 + r < row_end && left > 0 ? (left < 8 ? left : 8) * 2 : 0;
            const bf16* from = bytes ? x + (row0 + r) * ld + column0 + c : x;
            copy_async(tile + r * pitch + c, from, bytes);
        }
    }
};

template <int BM, int BN, int WM, int WN, bool a_k_inside, bool b_k_inside>
__device__ inline void gemm(
    const bf16* a, long long lda, const bf16* b, long long ldb, float* c, int m, int n, int k, Bias bias, int accumulate) {
    using A = Factor<BM, a_k_inside>;
    using B = Factor<BN, b_k_inside>;
    constexpr int across = BN / WN;
    constexpr int threads = (BM / WM) * across * WARP;
    // How many right factors of 16 columns are held at a time: with these, no target runs out of registers.
    constexpr int at_once = a_k_inside ? 1 : WN / 16;
    SHARED(bf16, tiles);
    int row = blockIdx.y * BM;
    int column = blockIdx.x * BN;
    int lane = threadIdx.x % WARP;
    int wm = threadIdx.x / WARP / across * WM;
    int wn = threadIdx.x / WARP % across * WN;
    float sum[WM / 16][WN / 8][4] = {};
    int steps = (k + DEPTH - 1) / DEPTH;
    for (int s = 0; s < STAGES - 1; s++) {
        bf16* tile = tiles + s * (A::size + B::size);
        if (s < steps) {
            A::template fetch<threads>(tile, a, lda, row, s * DEPTH, m, k);
            B::template fetch<threads>(tile + A::size, b, ldb, column, s * DEPTH, n, k);
        }
        copy_async_commit();
    }
    for (int step = 0; step < steps; step++) {
        copy_async_wait<STAGES - 2>();
        __syncthreads(); // this stage has come in, and all are done with the stage that is fetched next
        int next = step + STAGES - 1;
        if (next < steps) {
            bf16* tile = tiles + next % STAGES * (A::size + B::size);
            A::template fetch<threads>(tile, a, lda, row, next * DEPTH, m, k);
            B::template fetch<threads>(tile + A::size, b, ldb, column, next * DEPTH, n, k);
        }
        copy_async_commit();
        const bf16* at = tiles + step % STAGES * (A::size + B::size);
        const bf16* bt = at + A::size;
#pragma unroll
        for (int k0 = 0; k0 < DEPTH; k0 += 16) {
            unsigned left[WM / 16][4];
            // Lane 8i+r names row r of matrix i; i runs over (m, m+8) within (k, k+8) for a, and over (k, k+8) within (n, n+8) for b.
#pragma unroll
            for (int i = 0; i < WM / 16; i++) {
                int m0 = wm + i * 16;
                if (a_k_inside) {
                    load_matrices(left[i], at + (m0 + lane % 16) * A::pitch + k0 + lane / 16 * 8);
                } else {
                    load_matrices_transposed(
                        left[i], at + (k0 + lane / 16 * 8 + lane % 8) * A::pitch + m0 + lane / 8 % 2 * 8);
                }
            }
#pragma unroll
            for (int j0 = 0; j0 < WN / 16; j0 += at_once) {
                unsigned right[2 * at_once][2];
#pragma unroll
                for (int j = 0; j < at_once; j++) {
                    int n0 = wn + (j0 + j) * 16;
                    unsigned both[4];
                    if (b_k_inside) {
                        load_matrices(both, bt + (n0 + lane / 16 * 8 + lane % 8) * B::pitch + k0 + lane / 8 % 2 * 8);
                    } else {
                        load_matrices_transposed(both, bt + (k0 + lane % 16) * B::pitch + n0 + lane / 16 * 8);
                    }
                    right[2 * j][0] = both[0];
                    right[2 * j][1] = both[1];
                    right[2 * j + 1][0] = both[2];
                    right[2 * j + 1][1] = both[3];
                }
#pragma unroll
                for (int i = 0; i < WM / 16; i++) {
#pragma unroll
                    for (int j = 0; j < 2 * at_once; j++) {
                        mma_bf16(sum[i][2 * j0 + j], left[i], right[j]);
                    }
                }
            }
        }
    }
    copy_async_wait<0>();
#pragma unroll
    for (int i = 0; i < WM / 16; i++) {
#pragma unroll
        for (int j = 0; j < WN / 8; j++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                int at = row + wm + i * 16 + lane / 4 + e / 2 * 8;
                int on = column + wn + j * 8 + lane % 4 * 2 + e % 2;
                finish(c, m, n, at, on, sum[i][j][e], bias, accumulate);
            }
        }
    }
}

#define GEMM(name, threads, BM, BN, WM, WN, a_k_inside, b_k_inside)                                                          \
    extern "C" __global__ void __launch_bounds__(threads)                                                                     \
        name(const bf16* a, long long lda, const bf16* b, long long ldb, float* c, int m, int n, int k, const float* bias,    \
             const bf16* bias16, int accumulate) {                                                                           \
        gemm<BM, BN, WM, WN, a_k_inside, b_k_inside>(a, lda, b, ldb, c, m, n, k, Bias{bias, bias16}, accumulate);             \
    }                                                                                                                         \
    KERNEL(name)

GEMM(gemm_bf16_nt, 256, 128, 128, 64, 32, true, true)
GEMM(gemm_bf16_nn, 256, 128, 128, 64, 32, true, false)
GEMM(gemm_bf16_tn, 256, 128, 128, 64, 32, false, false)
GEMM(gemm_bf16_nt_small, 128, 64, 64, 32, 32, true, true)
GEMM(gemm_bf16_nn_few, 128, 16, 64, 16, 16, true, false)
