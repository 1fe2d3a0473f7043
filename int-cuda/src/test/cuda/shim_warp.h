// Twins of what ptx.cuh does with PTX instructions, written from the tables of the PTX ISA.
#pragma once

namespace shim {

constexpr int LANES = 32;

/** What a lane shows the others of its warp, and what it gets back. */
struct alignas(16) Slot {
    unsigned words[12];
};

int lane();

/**
 * Shows `bytes` of this lane to its warp and waits until every lane has come. The last to come runs `combine`, if there is one, on
 * all slots. Returns the slots; they stay until every lane has come to the next meeting.
 */
Slot* meet(const void* mine, size_t bytes, void (*combine)(Slot* all), const char* what);

void copy_async(void* shared, const void* global, int bytes);
void copy_async_commit();
void copy_async_wait(int pending);
void combine_mma(Slot* all);

} // namespace shim

inline void warp_barrier() {
    char nothing = 0;
    shim::meet(&nothing, sizeof nothing, nullptr, "barrier");
}

template <class T>
inline T shuffle(T value, int lane) {
    T result;
    memcpy(&result, shim::meet(&value, sizeof value, nullptr, "shuffle")[lane].words, sizeof result);
    return result;
}

template <class T>
inline T shuffle_xor(T value, int mask) {
    int other = shim::lane() ^ mask;
    T result;
    memcpy(&result, shim::meet(&value, sizeof value, nullptr, "shuffle")[other].words, sizeof result);
    return result;
}

inline unsigned votes(bool value) {
    unsigned vote = value;
    shim::Slot* all = shim::meet(&vote, sizeof vote, nullptr, "vote");
    unsigned result = 0;
    for (int i = 0; i < shim::LANES; i++) {
        result |= all[i].words[0] << i;
    }
    return result;
}

struct Shown {
    const shim::Slot* all;

    float get(int number, int lane) const { return __uint_as_float(all[lane].words[number]); }
};

inline Shown show(const float (&numbers)[4]) { return Shown{shim::meet(numbers, sizeof numbers, nullptr, "show")}; }

inline void mma_bf16(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    unsigned mine[10];
    memcpy(mine, a, 16);
    memcpy(mine + 4, b, 8);
    memcpy(mine + 6, d, 16);
    memcpy(d, shim::meet(mine, sizeof mine, shim::combine_mma, "mma")[shim::lane()].words + 6, 16);
}

/**
 * ldmatrix: lane 8i+r names row r of matrix i; lane l gets of matrix i the numbers (l/4, 2(l%4)) and (l/4, 2(l%4)+1), or with
 * .trans (2(l%4), l/4) and (2(l%4)+1, l/4).
 */
inline void load_matrices(unsigned (&r)[4], const bf16* row, bool transposed) {
    shim::Slot* all = shim::meet(&row, sizeof row, nullptr, "ldmatrix");
    int lane = shim::lane();
    for (int i = 0; i < 4; i++) {
        unsigned short pair[2];
        for (int e = 0; e < 2; e++) {
            int at = transposed ? lane % 4 * 2 + e : lane / 4;
            int on = transposed ? lane / 4 : lane % 4 * 2 + e;
            const bf16* from;
            memcpy(&from, all[8 * i + at].words, sizeof from);
            pair[e] = from[on].bits;
        }
        r[i] = pair[0] | (unsigned)pair[1] << 16;
    }
}

inline void load_matrices(unsigned (&r)[4], const bf16* row) { load_matrices(r, row, false); }

inline void load_matrices_transposed(unsigned (&r)[4], const bf16* row) { load_matrices(r, row, true); }

inline void copy_async(bf16* shared, const bf16* global, int bytes) { shim::copy_async(shared, global, bytes); }

inline void copy_async_commit() { shim::copy_async_commit(); }

template <int pending>
inline void copy_async_wait() {
    shim::copy_async_wait(pending);
}
