package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * RMSNorm forward and backward, a row at a time.
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

    private final Workers workers;
    private float[] partials = new float[0];

    Norms(Workers workers) {
        this.workers = workers;
    }

    void forward(Tensor x, Tensor weight, float eps, Tensor y, Tensor invRms) {
        int width = (int) x.dim(1);
        MemorySegment in = HostTensor.of(x).segment();
        MemorySegment out = HostTensor.of(y).segment();
        MemorySegment inverses = HostTensor.of(invRms).segment();
        MemorySegment scales = HostTensor.of(weight).segment();
        workers.ranges((int) x.dim(0), runLength(width), (from, to, scratch) -> {
            float[] row = scratch.floats(ROW_SLOT, width);
            float[] scale = scratch.floats(WEIGHT_SLOT, width);
            Elements.load(scales, weight.dtype(), 0, scale, 0, width);
            for (int t = from; t < to; t++) {
                Elements.load(in, (long) t * width, row, 0, width);
                float inverse = (float) (1 / Math.sqrt((double) Lanes.dot(row, 0, row, 0, width) / width + eps));
                inverses.setAtIndex(ValueLayout.JAVA_FLOAT, t, inverse);
                scale(row, inverse, scale, width);
                Elements.store(row, 0, out, (long) t * width, width);
            }
        });
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

    void backward(Tensor x, Tensor weight, Tensor invRms, Tensor dy, Tensor dx, boolean accumulate, Tensor dWeight) {
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
            float[] row = scratch.floats(ROW_SLOT, width);
            float[] gradient = scratch.floats(GRADIENT_SLOT, width);
            float[] scale = scratch.floats(WEIGHT_SLOT, width);
            float[] out = scratch.floats(OUT_SLOT, width);
            float[] sum = scratch.floats(SUM_SLOT, width);
            java.util.Arrays.fill(sum, 0, width, 0f);
            Elements.load(scales, weight.dtype(), 0, scale, 0, width);
            for (int t = from; t < to; t++) {
                long first = (long) t * width;
                Elements.load(in, first, row, 0, width);
                Elements.load(dOut, first, gradient, 0, width);
                float inverse = inverses.getAtIndex(ValueLayout.JAVA_FLOAT, t);
                addScaleGradient(row, gradient, inverse, sum, width);
                multiply(gradient, scale, width);
                float pull = inverse * inverse * (Lanes.dot(gradient, 0, row, 0, width) / width);
                rowGradient(row, gradient, inverse, pull, out, width);
                if (accumulate) {
                    Elements.add(out, 0, dIn, first, width);
                } else {
                    Elements.store(out, 0, dIn, first, width);
                }
            }
            System.arraycopy(sum, 0, partials, from / run * width, width);
        });
        MemorySegment dScale = HostTensor.of(dWeight).segment();
        for (int i = 0; i < runs; i++) {
            Elements.add(partials, i * width, dScale, 0, width);
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
