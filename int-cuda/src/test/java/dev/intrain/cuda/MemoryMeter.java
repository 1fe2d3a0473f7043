package dev.intrain.cuda;

import dev.intrain.cuda.device.Driver;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what a driver is asked for: bytes held at once, and how often the host waited for numbers. */
final class MemoryMeter implements InvocationHandler {
    private final Driver driver;
    private final Map<Long, Long> sizes = new HashMap<>();
    private long held;
    private long peak;
    private long copiesOut;

    MemoryMeter(Driver driver) {
        this.driver = driver;
    }

    /** @return the same driver, counted */
    Driver metered() {
        return (Driver) Proxy.newProxyInstance(Driver.class.getClassLoader(), new Class<?>[] {Driver.class}, this);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object result;
        try {
            result = method.invoke(driver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        String called = method.getName();
        if (arguments != null && arguments[0] instanceof Long first) {
            if (called.equals("allocate") && result instanceof Long address) {
                took(address, first);
            } else if (called.equals("free")) {
                held -= sizes.getOrDefault(first, 0L);
                sizes.remove(first);
            }
        }
        if (called.equals("copyOut")) {
            copiesOut++;
        }
        return result;
    }

    private void took(long address, long bytes) {
        sizes.put(address, bytes);
        held += bytes;
        peak = Math.max(peak, held);
    }

    /** @return the most bytes held at once */
    long peakBytes() {
        return peak;
    }

    /** @return how often the host waited to read */
    long copiesOut() {
        return copiesOut;
    }
}
