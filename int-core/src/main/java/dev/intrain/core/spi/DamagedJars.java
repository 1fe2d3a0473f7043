package dev.intrain.core.spi;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Jars a class loader passes over without a word because they cannot be opened: any provider may have been in them. */
final class DamagedJars {
    private DamagedJars() {}

    static List<Found> of(ClassLoader loader) {
        List<Found> damaged = new ArrayList<>();
        for (Path jar : jars(loader)) {
            try (ZipFile opened = new ZipFile(jar.toFile())) {
                opened.size();
            } catch (IOException e) {
                String reason = "the jar cannot be opened: " + Failures.describe(e);
                damaged.add(new Found.Unloadable(Service.ANY, "of any kind", Origin.ofFile(jar), reason));
            }
        }
        return damaged;
    }

    private static Set<Path> jars(ClassLoader first) {
        Set<Path> jars = new LinkedHashSet<>();
        for (@Nullable ClassLoader loader = first; loader != null; loader = loader.getParent()) {
            if (loader.equals(ClassLoader.getSystemClassLoader())) {
                String entries = System.getProperty("java.class.path", "");
                for (String entry : entries.split(File.pathSeparator, -1)) {
                    add(Path.of(entry), jars);
                }
            } else if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    Path file = Origin.file(url);
                    if (file != null) {
                        add(file, jars);
                    }
                }
            }
        }
        return jars;
    }

    private static void add(Path file, Set<Path> jars) {
        if (file.toString().endsWith(".jar") && Files.isRegularFile(file)) {
            jars.add(file.toAbsolutePath().normalize());
        }
    }
}
