package dev.intrain.core.plan;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A backend that counts what is allocated and computes nothing: the engine's own constructors run on it, so a plan follows their code
 * and repeats none of their formulas.
 */
final class CountingBackend implements InvocationHandler {
    private final AtomicLong allocated = new AtomicLong();

    private CountingBackend() {}

    static Backend create() {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, new CountingBackend());
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        if (method.getName().equals("allocate")
                && arguments != null
                && arguments[0] instanceof DType dtype
                && arguments[1] instanceof long[] shape) {
            return allocate(dtype, shape);
        }
        if (method.getName().equals("multiplied") && arguments != null) {
            // As the CPU backend likes it, which takes the most memory.
            return arguments[0];
        }
        if (method.getName().equals("allocatedBytes")) {
            return allocated.get();
        }
        if (method.getReturnType() == void.class) {
            return null;
        }
        // A constructor that asks for a computed value cannot be planned this way: refused, not guessed.
        throw new UnsupportedOperationException(method.getName() + " on a backend that only counts");
    }

    private CountedTensor allocate(DType dtype, long[] shape) {
        CountedTensor tensor = new CountedTensor(dtype, shape, bytes -> allocated.addAndGet(-bytes));
        allocated.addAndGet(tensor.bytes());
        return tensor;
    }
}
