// The only file with PTX instructions: tensor cores, their loads, asynchronous copies, and what lanes of a warp tell each other.
//
// Each has a twin on the host, written from the tables of the PTX ISA (chapters "Matrix fragments for mma.m16n8k16", "ldmatrix",
// "cp.async"); the twins are in the shim. All lanes of a warp call each of them together.
#pragma once
#include "cuda.cuh"

#ifdef __CUDACC__

/** d += a b for one 16x8 tile over 16 products: a is 16x16, b 16x8, both bfloat16; d is float32. */
__device__ inline void mma_bf16(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};\n"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

/** Loads four 8x8 matrices of 16-bit numbers; lane 8i+r gives the address in shared memory of row r of matrix i (16 bytes). */
__device__ inline void load_matrices(unsigned (&r)[4], const bf16* row) {
    unsigned address = (unsigned)__cvta_generic_to_shared(row);
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];\n"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(address)
                 : "memory");
}

/** The same, each matrix transposed. */
__device__ inline void load_matrices_transposed(unsigned (&r)[4], const bf16* row) {
    unsigned address = (unsigned)__cvta_generic_to_shared(row);
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];\n"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(address)
                 : "memory");
}

/** Starts to copy 16 bytes to shared memory; past the first `bytes` of them, zeros. Both addresses are multiples of 16. */
__device__ inline void copy_async(bf16* shared, const bf16* global, int bytes) {
    unsigned address = (unsigned)__cvta_generic_to_shared(shared);
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;\n" ::"r"(address), "l"(global), "r"(bytes) : "memory");
}

/** Closes a group of the copies started since the last group. */
__device__ inline void copy_async_commit() { asm volatile("cp.async.commit_group;\n" ::: "memory"); }

/** Waits until at most the `pending` youngest groups of this thread are still under way. */
template <int pending>
__device__ inline void copy_async_wait() {
    asm volatile("cp.async.wait_group %0;\n" ::"n"(pending) : "memory");
}

/** All lanes of the warp have come, and see what the others wrote to shared memory before. */
__device__ inline void warp_barrier() { __syncwarp(); }

template <class T>
__device__ inline T shuffle(T value, int lane) { return __shfl_sync(0xffffffffu, value, lane); }

template <class T>
__device__ inline T shuffle_xor(T value, int mask) { return __shfl_xor_sync(0xffffffffu, value, mask); }

__device__ inline unsigned votes(bool value) { return __ballot_sync(0xffffffffu, value); }

/** Four numbers of every lane, for all lanes to read until they next tell each other something. */
struct Shown {
    float mine[4];

    __device__ inline float get(int number, int lane) const { return __shfl_sync(0xffffffffu, mine[number], lane); }
};

__device__ inline Shown show(const float (&numbers)[4]) { return Shown{{numbers[0], numbers[1], numbers[2], numbers[3]}}; }

#else
#include "shim_warp.h"
#endif

/** Two floats as two bfloat16, the first in the low half. */
__device__ inline unsigned pack(float low, float high) {
    return (unsigned)to_bf16(low).bits | (unsigned)to_bf16(high).bits << 16;
}
