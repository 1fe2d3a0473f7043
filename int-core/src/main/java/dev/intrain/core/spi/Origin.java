package dev.intrain.core.spi;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider comes from.
 *
 * @param name for tables: the file name of the jar, or {@code built in}
 * @param file the jar or folder of classes; null for built in and unknown
 */
record Origin(String name, @Nullable Path file) {
    static final Origin BUILT_IN = new Origin("built in", null);
    static final Origin UNKNOWN = new Origin("unknown jar", null);

    private static final @Nullable Path ENGINE = file(location(Origin.class));

    static Origin of(Class<?> type) {
        return of(location(type));
    }

    /** The origin of a services file, by the part of its address before {@code META-INF/}. */
    static Origin ofServicesFile(URL address) {
        try {
            if (address.openConnection() instanceof JarURLConnection jar) {
                return of(jar.getJarFileURL());
            }
            String text = address.toString();
            return of(
                    URI.create(text.substring(0, text.lastIndexOf("META-INF/"))).toURL());
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    /** For messages: the whole path, which says where to mend. */
    String where() {
        return file == null ? name : file.toString();
    }

    static Origin ofFile(Path file) {
        return file.equals(ENGINE) ? BUILT_IN : new Origin(String.valueOf(file.getFileName()), file);
    }

    private static Origin of(@Nullable URL location) {
        Path file = file(location);
        return file == null ? UNKNOWN : ofFile(file);
    }

    private static @Nullable URL location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }

    static @Nullable Path file(@Nullable URL location) {
        if (location == null) {
            return null;
        }
        try {
            return Path.of(location.toURI()).toAbsolutePath().normalize();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null;
        }
    }
}
