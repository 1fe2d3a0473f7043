package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * RMSNorm forward and backward, a row at a time; rows of whole vectors by {@link NormRows}.
 *
 * <p>The gradient of the weight is summed over runs of rows whose length depends on the row's width alone, then over runs in order.
 */
final class Norms {
    private static final int RUN_FLOATS = 1 << 14;
    private static final int ROW_SLOT = 0;
    private static final int GRADIENT_SLOT = 1;
    private static final int WEIGHT_SLOT = 2;
    private static final int OUT_SLOT = 3;
    private static final int SUM_SLOT = 4;

    /** What is done with rows besides their norm: nothing. */
    static final Workers.RangeTask NOTHING = (from, to, scratch) -> {};

    private final Workers workers;
    private float[] partials = new float[0];

    Norms(Workers workers) {
        this.workers = workers;
    }

    /** Where a backward pass writes the normed rows again; may be dy. */
    record Again(Tensor y, float eps) {}

    /** @param after what follows with each run of rows, while they are in the first caches */
    void forward(Tensor x, Tensor weight, float eps, Tensor y, Tensor invRms, Workers.RangeTask after) {
        int width = (int) x.dim(1);
        MemorySegment in = HostTensor.of(x).segment();
        MemorySegment out = HostTensor.of(y).segment();
        MemorySegment inverses = HostTensor.of(invRms).segment();
        MemorySegment scales = HostTensor.of(weight).segment();
        workers.ranges((int) x.dim(0), runLength(width), (from, to, scratch) -> {
            float[] scale = scratch.floats(WEIGHT_SLOT, width);
            Elements.load(scales, weight.dtype(), 0, scale, 0, width);
            new Forward(in, width, eps, scale, inverses, out, y.dtype()).rows(from, to, scratch);
            after.run(from, to, scratch);
        });
    }

    private record Forward(
            MemorySegment in,
            int width,
            float eps,
            float[] weight,
            MemorySegment inverses,
            MemorySegment out,
            DType dtype) {
        void rows(int from, int to, Scratch scratch) {
            if (width % COUNT == 0) {
                if (dtype == DType.F32) {
                    NormRows.forward(in, from, to, width, eps, weight, inverses, out);
                } else {
                    NormRows.forwardRounded(in, from, to, width, eps, weight, inverses, out);
                }
                return;
            }
            float[] row = scratch.floats(ROW_SLOT, width);
            for (int t = from; t < to; t++) {
                Elements.load(in, (long) t * width, row, 0, width);
                float inverse = inverse(Lanes.dot(row, 0, row, 0, width), width, eps);
                inverses.setAtIndex(ValueLayout.JAVA_FLOAT, t, inverse);
                scale(row, inverse, weight, width);
                Elements.store(row, 0, out, dtype, (long) t * width, width);
            }
        }
    }

    static float inverse(float squares, int width, float eps) {
        return (float) (1 / Math.sqrt((double) squares / width + eps));
    }

    private static void scale(float[] row, float inverse, float[] weight, int width) {
        int i = 0;
        for (; i <= width - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, row, i)
                    .mul(inverse)
                    .mul(FloatVector.fromArray(FLOATS, weight, i))
                    .intoArray(row, i);
        }
        for (; i < width; i++) {
            row[i] = row[i] * inverse * weight[i];
        }
    }

    /**
     * @param before what comes before with each run of rows of dy
     * @param again where normed rows go; null for nowhere
     */
    void backward(
            Tensor x,
            Tensor weight,
            Tensor invRms,
            Tensor dy,
            Tensor dx,
            boolean accumulate,
            Tensor dWeight,
            Workers.RangeTask before,
            @Nullable Again again) {
        int width = (int) x.dim(1);
        int rows = (int) x.dim(0);
        int run = runLength(width);
        int runs = (rows + run - 1) / run;
        if (partials.length < runs * width) {
            partials = new float[runs * width];
        }
        MemorySegment in = HostTensor.of(x).segment();
        MemorySegment dOut = HostTensor.of(dy).segment();
        MemorySegment dIn = HostTensor.of(dx).segment();
        MemorySegment inverses = HostTensor.of(invRms).segment();
        MemorySegment scales = HostTensor.of(weight).segment();
        workers.ranges(rows, run, (from, to, scratch) -> {
            before.run(from, to, scratch);
            float[] scale = scratch.floats(WEIGHT_SLOT, width);
            float[] sum = scratch.floats(SUM_SLOT, width);
            java.util.Arrays.fill(sum, 0, width, 0f);
            Elements.load(scales, weight.dtype(), 0, scale, 0, width);
            Gradient gradient = new Gradient(in, dOut, inverses, width, dIn, dx.dtype(), accumulate);
            gradient.rows(from, to, scale, sum, scratch);
            System.arraycopy(sum, 0, partials, from / run * width, width);
            if (again != null) {
                MemorySegment out = HostTensor.of(again.y).segment();
                new Forward(in, width, again.eps, scale, inverses, out, again.y.dtype()).rows(from, to, scratch);
            }
        });
        MemorySegment dScale = HostTensor.of(dWeight).segment();
        for (int i = 0; i < runs; i++) {
            Elements.add(partials, i * width, dScale, 0, width);
        }
    }

    private record Gradient(
            MemorySegment x,
            MemorySegment dy,
            MemorySegment inverses,
            int width,
            MemorySegment dx,
            DType dtype,
            boolean accumulate) {
        void rows(int from, int to, float[] weight, float[] sum, Scratch scratch) {
            if (width % COUNT == 0) {
                if (accumulate) {
                    NormRows.addGradient(x, dy, inverses, from, to, width, weight, sum, dx);
                } else if (dtype == DType.F32) {
                    NormRows.gradient(x, dy, inverses, from, to, width, weight, sum, dx);
                } else {
                    NormRows.gradientRounded(x, dy, inverses, from, to, width, weight, sum, dx);
                }
                return;
            }
            float[] row = scratch.floats(ROW_SLOT, width);
            float[] gradient = scratch.floats(GRADIENT_SLOT, width);
            float[] out = scratch.floats(OUT_SLOT, width);
            for (int t = from; t < to; t++) {
                long first = (long) t * width;
                Elements.load(x, first, row, 0, width);
                Elements.load(dy, first, gradient, 0, width);
                float inverse = inverses.getAtIndex(ValueLayout.JAVA_FLOAT, t);
                addScaleGradient(row, gradient, inverse, sum, width);
                multiply(gradient, weight, width);
                float pull = inverse * inverse * (Lanes.dot(gradient, 0, row, 0, width) / width);
                rowGradient(row, gradient, inverse, pull, out, width);
                if (accumulate) {
                    Elements.add(out, 0, dx, first, width);
                } else {
                    Elements.store(out, 0, dx, dtype, first, width);
                }
            }
        }
    }

    private static void addScaleGradient(float[] row, float[] gradient, float inverse, float[] sum, int width) {
        int i = 0;
        for (; i <= width - COUNT; i += COUNT) {
            FloatVector normed = FloatVector.fromArray(FLOATS, row, i).mul(inverse);
            FloatVector.fromArray(FLOATS, gradient, i)
                    .fma(normed, FloatVector.fromArray(FLOATS, sum, i))
                    .intoArray(sum, i);
        }
        for (; i < width; i++) {
            sum[i] = Math.fma(gradient[i], row[i] * inverse, sum[i]);
        }
    }

    private static void multiply(float[] row, float[] by, int width) {
        int i = 0;
        for (; i <= width - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, row, i)
                    .mul(FloatVector.fromArray(FLOATS, by, i))
                    .intoArray(row, i);
        }
        for (; i < width; i++) {
            row[i] *= by[i];
        }
    }

    private static void rowGradient(float[] row, float[] through, float inverse, float pull, float[] out, int width) {
        int i = 0;
        for (; i <= width - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, row, i)
                    .fma(FloatVector.broadcast(FLOATS, -pull), FloatVector.fromArray(FLOATS, through, i))
                    .mul(inverse)
                    .intoArray(out, i);
        }
        for (; i < width; i++) {
            out[i] = Math.fma(row[i], -pull, through[i]) * inverse;
        }
    }

    private static int runLength(int width) {
        return Math.max(1, RUN_FLOATS / Math.max(1, width));
    }
}
