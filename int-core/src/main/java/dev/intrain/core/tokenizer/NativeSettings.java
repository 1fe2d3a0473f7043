package dev.intrain.core.tokenizer;

import java.nio.file.Path;

/**
 * Keeps the native tokenizer library off the network and out of shared folders.
 *
 * <p>By itself the library would fetch another build of its native code on a machine with a GPU, and report usage. A value that
 * is already set, as property or in the environment, is kept; the worker sets a private folder per run.
 */
final class NativeSettings {
    private NativeSettings() {}

    static void apply() {
        setIfAbsent("RUST_FLAVOR", "cpu");
        setIfAbsent("OPT_OUT_TRACKING", "true");
        setIfAbsent("ai.djl.offline", "true");
        String user = System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9_-]", "_");
        setIfAbsent(
                "DJL_CACHE_DIR",
                Path.of(System.getProperty("java.io.tmpdir"), "intrain-natives-" + user)
                        .toString());
    }

    private static void setIfAbsent(String name, String value) {
        if (System.getenv(name) == null && System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
