// SwiGLU (Shazeer 2020), forward and backward, with s = 1 / (1 + exp(-g)).
//
//   out = g s u        dg = d u s (1 + g (1 - s))        du = d g s
//
// Threads: one a number; outputs may be inputs, or bfloat16. Bytes: 12 and 20 a number; 2 less for each output in bfloat16. Bound: memory.
#include "cuda.cuh"

extern "C" __global__ void swiglu(const float* gate, const float* up, float* out, bf16* out16, long long n) {
    long long i = element();
    if (i < n) {
        Out{out, out16}.put(i, gate[i] / (1.0f + expf(-gate[i])) * up[i]);
    }
}
KERNEL(swiglu)

extern "C" __global__ void swiglu_backward(
    const float* gate, const float* up, const float* d_out, float* d_gate, bf16* d_gate16, float* d_up, bf16* d_up16,
    long long n) {
    long long i = element();
    if (i < n) {
        float g = gate[i];
        float u = up[i];
        float d = d_out[i];
        float sigmoid = 1.0f / (1.0f + expf(-g));
        Out{d_gate, d_gate16}.put(i, d * u * sigmoid * (1.0f + g * (1.0f - sigmoid)));
        Out{d_up, d_up16}.put(i, d * g * sigmoid);
    }
}
KERNEL(swiglu_backward)
