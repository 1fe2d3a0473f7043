package dev.intrain.core.run;

import dev.intrain.api.IntrainException;
import dev.intrain.core.io.Hashes;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Which build of the engine this is: its version and a hash of its classes, so that a snapshot built anew from other sources is told
 * from the one before, and one built anew from the same sources is not.
 */
public final class EngineVersion {
    private EngineVersion() {}

    /** @return for example {@code 0.1.0+5f2c9a1b03de} */
    public static String current() {
        return Build.VERSION;
    }

    /** Computed once, when first asked for. */
    private static final class Build {
        private static final String VERSION = number() + "+"
                + Hashes.sha256((contents(IntrainException.class) + contents(EngineVersion.class))
                                .getBytes(StandardCharsets.UTF_8))
                        .substring(0, 12);
    }

    /** @return the version as it was released; "development" for classes that are in no jar */
    public static String number() {
        // On the class path the jar's manifest knows, on the module path the module's descriptor.
        String manifest = EngineVersion.class.getPackage().getImplementationVersion();
        ModuleDescriptor module = EngineVersion.class.getModule().getDescriptor();
        if (manifest != null) {
            return manifest;
        }
        return module == null ? "development" : module.rawVersion().orElse("development");
    }

    /** Names and checksums; not the archive's bytes, which hold the time of the build. */
    private static String contents(Class<?> member) {
        try {
            CodeSource source = member.getProtectionDomain().getCodeSource();
            Path location = Path.of(Objects.requireNonNull(source).getLocation().toURI());
            if (Files.isDirectory(location)) {
                return Hashes.sha256Tree(location);
            }
            try (JarFile jar = new JarFile(location.toFile(), false)) {
                TreeMap<String, Long> entries = new TreeMap<>();
                for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
                    JarEntry entry = all.nextElement();
                    if (entry.getName().endsWith(".class") || !entry.getName().startsWith("META-INF/")) {
                        entries.put(entry.getName(), entry.getCrc());
                    }
                }
                return entries.toString();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IntrainException("cannot read the engine's own classes: install it again", e);
        }
    }
}
