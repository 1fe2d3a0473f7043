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

    private final @Nullable Backend like;

    private CountingBackend(@Nullable Backend like) {
        this.like = like;
    }

    /** Likes types as the CPU backend does. */
    static Backend create() {
        return of(new CountingBackend(null));
    }

    /** Likes types as another backend does, of which nothing else is asked. */
    static Backend create(Backend like) {
        return of(new CountingBackend(like));
    }

    private static Backend of(CountingBackend counting) {
        return (Backend)
                Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, counting);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("allocate")
                && arguments != null
                && arguments[0] instanceof DType dtype
                && arguments[1] instanceof long[] shape) {
            return allocate(dtype, shape);
        }
        if (method.getReturnType() == DType.class && like != null) {
            return method.invoke(like, arguments);
        }
        if (method.getName().equals("multiplied") && arguments != null) {
            // As the CPU backend likes it, which takes the most memory.
            return arguments[0];
        }
        if (method.getReturnType() == DType.class) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
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
