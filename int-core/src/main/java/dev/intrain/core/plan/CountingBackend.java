package dev.intrain.core.plan;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A backend that allocates and computes nothing but keeps the account of what it was asked to allocate: the same code that will run
 * tells how much memory it takes, so a plan cannot drift from it. Its tensors read as zeros.
 */
final class CountingBackend implements InvocationHandler {
    private long bytes;

    private CountingBackend() {}

    static Backend create() {
        return (Backend) Proxy.newProxyInstance(
                CountingBackend.class.getClassLoader(), new Class<?>[] {Backend.class}, new CountingBackend());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // It is what equality of backends means.
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "allocate" -> allocate(arguments);
            case "allocatedBytes" -> bytes;
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "id", "arithmetic", "toString" -> "counting";
            default -> null;
        };
    }

    private Tensor allocate(@Nullable Object @Nullable [] arguments) {
        if (arguments != null && arguments[0] instanceof DType dtype && arguments[1] instanceof long[] shape) {
            Counted tensor = new Counted(this, dtype, shape.clone(), true);
            bytes += tensor.bytes();
            return tensor;
        }
        throw new IllegalArgumentException("allocate takes a type and a shape");
    }

    /** A tensor without memory. */
    private record Counted(CountingBackend backend, DType dtype, long[] shape, boolean owner) implements Tensor {
        long bytes() {
            return Math.multiplyExact(size(), (long) dtype.bytes());
        }

        @Override
        public int rank() {
            return shape.length;
        }

        @Override
        public long dim(int axis) {
            return shape[axis];
        }

        @Override
        public long size() {
            long size = 1;
            for (long extent : shape) {
                size = Math.multiplyExact(size, extent);
            }
            return size;
        }

        @Override
        public Tensor view(long offset, long... window) {
            return new Counted(backend, dtype, window.clone(), false);
        }

        @Override
        public void close() {
            backend.bytes -= owner ? bytes() : 0;
        }
    }
}
