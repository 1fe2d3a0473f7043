// How a matrix product on tensor cores ends: what is added to a sum, and where it goes.
#pragma once
#include "ptx.cuh"

/** Numbers added to every row, of either type; none if both are null. */
struct Bias {
    const float* wide;
    const bf16* narrow;

    __device__ inline float at(int column) const {
        return wide ? wide[column] : narrow ? as_float(narrow[column]) : 0.0f;
    }
};

/** c[row][column] (+)= sum (+ bias), if that is in the matrix of m x n. */
__device__ inline void finish(float* c, int m, int n, int row, int column, float sum, Bias bias, int accumulate) {
    if (row < m && column < n) {
        float value = sum + bias.at(column);
        float* out = c + (long long)row * n + column;
        *out = accumulate ? *out + value : value;
    }
}
