// What every kernel file includes: the CUDA language, bfloat16, and the two lines that let the same file run on the host.
//
// Under nvcc KERNEL and BOUNDS vanish, and SHARED names the block's shared memory. In tests the host compiler reads the same files
// through the shim, where KERNEL makes a kernel callable by name and BOUNDS stops at an index outside its array.
#pragma once

#ifdef __CUDACC__
#define KERNEL(name)
#define BOUNDS(index, size)
#define SHARED(type, name)                                       \
    extern __shared__ __align__(16) unsigned char shared_memory[]; \
    type* name = reinterpret_cast<type*>(shared_memory)
#else
#include "shim.h"
#endif

/** The upper half of a binary32. */
struct bf16 {
    unsigned short bits;
};

constexpr int WARP = 32;

__device__ inline float as_float(float value) { return value; }

__device__ inline float as_float(bf16 value) { return __uint_as_float((unsigned)value.bits << 16); }

/** Rounds to nearest even; NaN stays NaN. */
__device__ inline bf16 to_bf16(float value) {
    unsigned bits = __float_as_uint(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) {
        return bf16{(unsigned short)(bits >> 16 | 0x40u)};
    }
    return bf16{(unsigned short)((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16)};
}

__device__ inline void store(float* target, float value) { *target = value; }

__device__ inline void store(bf16* target, float value) { *target = to_bf16(value); }

__device__ inline void store(int* target, float value) { *target = (int)value; }

/** Where numbers go, in float32 or in bfloat16; the pointer that is null is not meant. */
struct Out {
    float* wide;
    bf16* narrow;

    __device__ inline void put(long long i, float value) const {
        if (wide) {
            wide[i] = value;
        } else {
            narrow[i] = to_bf16(value);
        }
    }
};

/** A one-dimensional launch's element; may lie past the end. */
__device__ inline long long element() { return (long long)blockIdx.x * blockDim.x + threadIdx.x; }
