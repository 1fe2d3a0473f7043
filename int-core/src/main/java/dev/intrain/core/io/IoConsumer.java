package dev.intrain.core.io;

import java.io.IOException;

/**
 * Something done with a file that may fail.
 *
 * @param <T> what it is given
 */
@FunctionalInterface
public interface IoConsumer<T> {
    /**
     * @param target where to write
     * @throws IOException if writing fails
     */
    void accept(T target) throws IOException;
}
