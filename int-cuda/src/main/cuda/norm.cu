// RMSNorm (Zhang and Sennrich 2019), forward and backward.
//
//   inv[t] = 1 / sqrt(mean(x[t]^2) + eps)          y[t] = x[t] w inv[t]
//   dx[t] = inv (dy w - x inv^2 mean(dy w x))      dw += sum_t dy[t] x[t] inv[t]  (column_sums)
//
// Threads: a block a row; 32 threads for rows up to 1024 numbers, else 256, chosen by the row's length alone.
// y and, where it does not accumulate, dx may be bfloat16.
// Shared: 32 floats. Bytes: forward 8 C a row, backward 12 C (16 C when it accumulates); 2 C less for what is bfloat16. Bound: memory.
#include "reduce.cuh"

template <class W>
__device__ inline void norm(const float* x, const W* w, float eps, Out y, float* inv, int c) {
    SHARED(float, scratch);
    long long row = blockIdx.x;
    const float* in = x + row * c;
    float squares = 0;
    for (int i = threadIdx.x; i < c; i += blockDim.x) {
        squares = fmaf(in[i], in[i], squares);
    }
    float inverse = 1.0f / sqrtf(block_sum(squares, scratch) / c + eps);
    if (threadIdx.x == 0) {
        inv[row] = inverse;
    }
    for (int i = threadIdx.x; i < c; i += blockDim.x) {
        y.put(row * c + i, in[i] * inverse * as_float(w[i]));
    }
}

template <class W>
__device__ inline void norm_backward(
    const float* x, const W* w, const float* inv, const float* dy, Out dx, int c, int accumulate) {
    SHARED(float, scratch);
    long long first = (long long)blockIdx.x * c;
    float inverse = inv[blockIdx.x];
    float dot = 0;
    for (int i = threadIdx.x; i < c; i += blockDim.x) {
        dot = fmaf(dy[first + i] * as_float(w[i]), x[first + i], dot);
    }
    float pull = inverse * inverse * block_sum(dot, scratch) / c;
    for (int i = threadIdx.x; i < c; i += blockDim.x) {
        float d = inverse * (dy[first + i] * as_float(w[i]) - x[first + i] * pull);
        dx.put(first + i, accumulate ? dx.wide[first + i] + d : d);
    }
}

extern "C" __global__ void rms_norm_f32(
    const float* x, const float* w, float eps, float* y, bf16* y16, float* inv, int c) {
    norm(x, w, eps, Out{y, y16}, inv, c);
}
KERNEL(rms_norm_f32)

extern "C" __global__ void rms_norm_bf16(
    const float* x, const bf16* w, float eps, float* y, bf16* y16, float* inv, int c) {
    norm(x, w, eps, Out{y, y16}, inv, c);
}
KERNEL(rms_norm_bf16)

extern "C" __global__ void rms_norm_backward_f32(
    const float* x, const float* w, const float* inv, const float* dy, float* dx, bf16* dx16, int c, int accumulate) {
    norm_backward(x, w, inv, dy, Out{dx, dx16}, c, accumulate);
}
KERNEL(rms_norm_backward_f32)

extern "C" __global__ void rms_norm_backward_bf16(
    const float* x, const bf16* w, const float* inv, const float* dy, float* dx, bf16* dx16, int c, int accumulate) {
    norm_backward(x, w, inv, dy, Out{dx, dx16}, c, accumulate);
}
KERNEL(rms_norm_backward_bf16)
