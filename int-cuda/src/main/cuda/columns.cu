// Sums over rows in fixed order: gradients of biases and of norm weights.
//
//   partial[p][c] = sum over t of chunk p of  a[t][c]  or  a[t][c] b[t][c] s[t]        out[c] += sum_p partial[p][c]
//
// Threads: one a column and chunk of 128 rows; then one a column. Neighbours read neighbours.
// a may be bfloat16. Bytes: 4 T C (8 T C with b). Bound: memory.
#include "cuda.cuh"

constexpr int ROWS = 128;

extern "C" __global__ void column_sums(
    const float* a, const bf16* a16, const float* b, const float* s, float* partial, long long rows, int columns) {
    int c = blockIdx.x * blockDim.x + threadIdx.x;
    if (c >= columns) {
        return;
    }
    long long first = (long long)blockIdx.y * ROWS;
    long long end = first + ROWS < rows ? first + ROWS : rows;
    float sum = 0;
    for (long long t = first; t < end; t++) {
        float value = a ? a[t * columns + c] : as_float(a16[t * columns + c]);
        sum += b ? value * b[t * columns + c] * s[t] : value;
    }
    partial[(long long)blockIdx.y * columns + c] = sum;
}
KERNEL(column_sums)

extern "C" __global__ void add_partials(const float* partial, int chunks, float* out, int columns) {
    int c = blockIdx.x * blockDim.x + threadIdx.x;
    if (c >= columns) {
        return;
    }
    float sum = 0;
    for (int p = 0; p < chunks; p++) {
        sum += partial[(long long)p * columns + c];
    }
    out[c] += sum;
}
KERNEL(add_partials)
