package dev.intrain.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Asks the NVIDIA driver, and nothing else, how many GPUs there are: {@code cuInit} and {@code cuDeviceGetCount} of libcuda.so.1. JCuda
 * and its natives stay untouched, so a machine without a driver never sees a linkage error.
 */
@SuppressWarnings("restricted") // Calling the driver is what this class is for.
final class DriverProbe {
    private static final int SUCCESS = 0;
    private static final int NO_DEVICE = 100;

    private DriverProbe() {}

    /**
     * What the driver said.
     *
     * @param devices number of GPUs, 0 where there are none or no driver
     * @param problem why there is nothing to use; empty where there is
     */
    record Finding(int devices, Optional<String> problem) {}

    /**
     * @param library name of the driver library
     * @return what it says; never throws
     */
    static Finding probe(String library) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup driver;
            try {
                driver = SymbolLookup.libraryLookup(library, arena);
            } catch (IllegalArgumentException e) {
                return nothing("there is no NVIDIA driver: " + library + " was not found");
            }
            int initialised = (int) function(driver, "cuInit", JAVA_INT).invokeExact(0);
            if (initialised != SUCCESS) {
                return nothing(
                        initialised == NO_DEVICE
                                ? "the NVIDIA driver sees no GPU"
                                : "the NVIDIA driver does not start (cuInit returned " + initialised + ")");
            }
            MemorySegment count = arena.allocate(JAVA_INT);
            int counted = (int) function(driver, "cuDeviceGetCount", ADDRESS).invokeExact(count);
            int devices = count.get(JAVA_INT, 0);
            return counted == SUCCESS && devices > 0
                    ? new Finding(devices, Optional.empty())
                    : nothing("the NVIDIA driver sees no GPU");
        } catch (Throwable e) {
            return nothing("the NVIDIA driver cannot be asked: " + e);
        }
    }

    private static Finding nothing(String problem) {
        return new Finding(0, Optional.of(problem));
    }

    private static MethodHandle function(SymbolLookup library, String name, java.lang.foreign.MemoryLayout argument) {
        return Linker.nativeLinker()
                .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, argument));
    }
}
