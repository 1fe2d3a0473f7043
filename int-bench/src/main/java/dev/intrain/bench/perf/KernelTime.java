package dev.intrain.bench.perf;

import dev.intrain.api.tensor.LinearGradient;
import dev.intrain.api.tensor.LinearMap;
import dev.intrain.api.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one operation of a backend took in all its calls.
 *
 * @param calls how many
 * @param nanoseconds of them all
 * @param operations floating-point operations of them all where the sizes tell, else 0; a multiply-add counts two
 */
record KernelTime(long calls, long nanoseconds, double operations) {
    KernelTime plus(KernelTime other) {
        return new KernelTime(calls + other.calls, nanoseconds + other.nanoseconds, operations + other.operations);
    }

    double seconds() {
        return nanoseconds * 1e-9;
    }

    String line(String name, double total) {
        String line = String.format(
                Locale.ROOT, "%-44s %7d calls %9.4f s %5.1f %%", name, calls, seconds(), 100 * seconds() / total);
        return operations > 0 ? line + String.format(Locale.ROOT, " %7.1f GFLOP/s", operations / nanoseconds) : line;
    }

    /** As in {@code  [2048,256] [768,256]bf16}: what is read first, and the weights it meets. */
    static String sizes(Tensor first, @Nullable Object second) {
        if (second instanceof List<?> maps) {
            StringBuilder text = new StringBuilder(" ").append(size(first));
            for (Object map : maps) {
                Tensor w = weights(map);
                text.append(' ').append(w == null ? map : size(w));
            }
            return text.toString();
        }
        return second instanceof Tensor tensor ? " " + size(first) + " " + size(tensor) : " " + size(first);
    }

    /** Those of one of several linear maps, forward or backward. */
    private static @Nullable Tensor weights(@Nullable Object map) {
        return map instanceof LinearMap linear
                ? linear.w()
                : map instanceof LinearGradient gradient ? gradient.w() : null;
    }

    private static String size(Tensor tensor) {
        StringBuilder text = new StringBuilder("[");
        for (int axis = 0; axis < tensor.rank(); axis++) {
            text.append(axis == 0 ? "" : ",").append(tensor.dim(axis));
        }
        return text.append(']')
                .append(tensor.dtype().name().toLowerCase(Locale.ROOT))
                .toString();
    }

    /** Of products only: rows times columns times depth, whichever way they lie. */
    static double operations(String operation, @Nullable Object[] arguments) {
        if (arguments.length == 2 && arguments[0] instanceof Tensor x && arguments[1] instanceof List<?> maps) {
            return maps.stream()
                    .map(KernelTime::weights)
                    .mapToDouble(w -> w == null ? 0 : 2.0 * x.size() * w.dim(0))
                    .sum();
        }
        if (!(arguments[0] instanceof Tensor first && arguments[1] instanceof Tensor second)) {
            return 0;
        }
        return switch (operation) {
            case "linear", "headLogprobs" -> 2.0 * first.size() * second.dim(0);
            case "linearBackwardInput" -> 2.0 * first.size() * second.dim(1);
            case "linearBackwardWeight" -> 2.0 * first.size() * second.dim(1);
            case "headBackward" -> 6.0 * first.size() * second.dim(0);
            default -> 0;
        };
    }
}
