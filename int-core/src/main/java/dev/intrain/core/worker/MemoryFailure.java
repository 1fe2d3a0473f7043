package dev.intrain.core.worker;

import java.util.Locale;

/** What to say when memory ran out although the plan had found enough: the plan counts tensors, not Java objects or other processes. */
final class MemoryFailure {
    private MemoryFailure() {}

    static String sentence(OutOfMemoryError failure) {
        return String.format(
                Locale.ROOT,
                "out of memory (%s; the Java heap may have %d MiB): raise the heap with -Xmx, lower engine.slots, or free"
                        + " memory on this machine, then run the same command again",
                failure.getMessage(),
                Runtime.getRuntime().maxMemory() >> 20);
    }
}
