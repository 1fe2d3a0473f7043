package dev.intrain.cuda;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.cuda.BenchSizes.AttentionSizes;
import dev.intrain.cuda.BenchSizes.Product;
import dev.intrain.cuda.OnGpuDevice.Multiplier;
import java.util.Locale;

/**
 * Measures what bounds everything else, copying and multiplying matrices, and attention.
 *
 * @param sizes what to measure
 * @param devices opens the device
 * @param torch what PyTorch measured
 */
record OnGpuKernels(BenchSizes sizes, OnGpuDevice.Opener devices, TorchNumbers torch) {
    private static final int LONG = 8192;

    /** Bytes read and written a second by a large copy: the memory's real bandwidth. */
    static double copyRate(OnGpuDevice gpu, long bytes) {
        try (Tensor from = gpu.backend.allocate(DType.F32, bytes / 4);
                Tensor to = gpu.backend.allocate(DType.F32, bytes / 4)) {
            return 2.0 * bytes / gpu.seconds(10, () -> gpu.backend.copy(from, to));
        }
    }

    /** The rate of matrix products that others are shares of: cuBLASLt's where it is. */
    static double ceiling(OnGpuDevice gpu, Product first) {
        return gpu.productRate(first.rows(), first.outer(), first.inner());
    }

    OnGpuTable copy() {
        OnGpuTable table = new OnGpuTable("copy", "Copy bandwidth");
        try (OnGpuDevice gpu = devices.open(Multiplier.OURS)) {
            double rate = copyRate(gpu, sizes.copyBytes());
            table.row(
                    "TB/s",
                    rate / 1e12,
                    "share of 3.35 TB/s",
                    rate / OnGpuDevice.PEAK_BYTES,
                    "PyTorch TB/s",
                    torch.of("copy TB/s"));
        }
        return table;
    }

    OnGpuTable gemm() {
        OnGpuTable table = new OnGpuTable("gemm", "Matrix products of bfloat16 matrices; few rows are decode's");
        try (OnGpuDevice ours = devices.open(Multiplier.OURS);
                OnGpuDevice library = devices.open(Multiplier.LIBRARY)) {
            if (!library.hasLibrary()) {
                table.note("cuBLASLt was not found: its columns show kernels of ours again.");
            }
            for (Product p : sizes.products()) {
                table.attempt("the product " + p, () -> product(table, ours, library, p));
            }
        }
        return table;
    }

    private void product(OnGpuTable table, OnGpuDevice ours, OnGpuDevice library, Product p) {
        double own = ours.productRate(p.rows(), p.outer(), p.inner());
        double best = library.productRate(p.rows(), p.outer(), p.inner());
        table.row(
                "rows x outer x inner", p,
                "own TFLOP/s", own / 1e12,
                "cuBLASLt TFLOP/s", best / 1e12,
                "own / cuBLASLt", own / best,
                "at least 0.5", OnGpuTable.check(own >= 0.5 * best),
                "cuBLASLt / 989", best / OnGpuDevice.PEAK_FLOPS,
                "PyTorch TFLOP/s", torch.of("gemm " + p + " TFLOP/s"));
    }

    OnGpuTable attention() {
        AttentionSizes s = sizes.attention();
        OnGpuTable table = new OnGpuTable(
                "attention",
                "Causal attention, " + s.heads() + " heads of " + s.headDim() + " on " + s.keyValueHeads()
                        + ", against the rate of products");
        try (OnGpuDevice gpu = devices.open(Multiplier.LIBRARY)) {
            double products = ceiling(gpu, sizes.products().getFirst());
            table.note(String.format(
                    Locale.ROOT,
                    "The rate of products is %.4g TFLOP/s, %s.",
                    products / 1e12,
                    gpu.hasLibrary() ? "cuBLASLt's" : "our own, since there is no cuBLASLt"));
            for (int length : s.lengths()) {
                table.attempt("attention over " + length + " tokens", () -> attention(table, gpu, length, products));
            }
        }
        return table;
    }

    private void attention(OnGpuTable table, OnGpuDevice gpu, int length, double products) {
        AttentionSizes s = sizes.attention();
        int sequences = Math.max(1, s.tokens() / length);
        double pairs = 0.5 * length * (length + 1.0) * sequences * s.heads();
        double[] seconds = attentionSeconds(gpu, length, sequences);
        double forward = 4 * s.headDim() * pairs / seconds[0];
        double backward = 10 * s.headDim() * pairs / seconds[1];
        double leastForward = length >= LONG ? 0.5 : 0.35;
        double leastBackward = length >= LONG ? 0.35 : 0.25;
        String name = "attention " + length;
        table.row(
                "tokens a sequence",
                length,
                "sequences",
                sequences,
                "forward TFLOP/s",
                forward / 1e12,
                "backward TFLOP/s",
                backward / 1e12,
                "forward share",
                forward / products,
                "target",
                leastForward + " " + OnGpuTable.check(forward >= leastForward * products),
                "backward share",
                backward / products,
                "target ",
                leastBackward + " " + OnGpuTable.check(backward >= leastBackward * products),
                "PyTorch forward TFLOP/s",
                torch.of(name + " forward TFLOP/s"),
                "PyTorch backward TFLOP/s",
                torch.of(name + " backward TFLOP/s"));
    }

    private double[] attentionSeconds(OnGpuDevice gpu, int length, int sequences) {
        AttentionSizes s = sizes.attention();
        CudaBackend b = gpu.backend;
        long t = (long) length * sequences;
        int[] starts = new int[sequences + 1];
        for (int i = 0; i <= sequences; i++) {
            starts[i] = i * length;
        }
        try (Tensor q = gpu.random(DType.F32, t, s.heads(), s.headDim());
                Tensor k = gpu.random(DType.F32, t, s.keyValueHeads(), s.headDim());
                Tensor v = gpu.random(DType.F32, t, s.keyValueHeads(), s.headDim());
                Tensor cu = b.allocate(DType.I32, sequences + 1);
                Tensor out = b.allocate(DType.F32, t, s.heads(), s.headDim());
                Tensor lse = b.allocate(DType.F32, t, s.heads());
                Tensor dq = b.allocate(DType.F32, t, s.heads(), s.headDim());
                Tensor dk = b.allocate(DType.F32, t, s.keyValueHeads(), s.headDim());
                Tensor dv = b.allocate(DType.F32, t, s.keyValueHeads(), s.headDim())) {
            b.write(cu, 0, starts, 0, sequences + 1);
            float scale = (float) (1 / Math.sqrt(s.headDim()));
            double forward = gpu.seconds(5, () -> b.attention(q, k, v, cu, length, scale, DType.BF16, out, lse));
            double backward = gpu.seconds(
                    5, () -> b.attentionBackward(q, k, v, out, lse, out, cu, length, scale, DType.BF16, dq, dk, dv));
            return new double[] {forward, backward};
        }
    }
}
