package dev.intrain.core.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.spi.Provider;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.api.verify.Verifier;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Builds plug-in jars from source and loads them beside int-api, without the engine's own providers. */
final class PluginJars implements AutoCloseable {
    private final Path folder;
    private final List<URL> jars = new ArrayList<>();
    private final List<URLClassLoader> loaders = new ArrayList<>();

    PluginJars(Path folder) {
        this.folder = folder;
    }

    /** A jar whose services file of the service names the given classes, with the given class sources compiled into it. */
    Path jar(String name, Class<? extends Provider> service, String servicesFile, Source... sources)
            throws IOException {
        Path jar = folder.resolve(name);
        Path classes = compile(name, sources);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            entry(out, "META-INF/services/" + service.getName(), servicesFile.getBytes(UTF_8));
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entry(out, classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        jars.add(jar.toUri().toURL());
        return jar;
    }

    void add(Path jar) throws IOException {
        jars.add(jar.toUri().toURL());
    }

    ProviderCatalog catalog() {
        URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), new WithoutServices());
        loaders.add(loader);
        return ProviderCatalog.discover(loader);
    }

    @Override
    public void close() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }

    record Source(String className, String text) {}

    /** A verifier; members come on top and may override. */
    static Source verifier(String className, String id, String members) {
        return source(
                className,
                id,
                Verifier.class,
                "public dev.intrain.api.verify.Verdict verify(dev.intrain.api.Problem p, String c) { return null; } "
                        + members);
    }

    /** A backend provider whose backend cannot be created. */
    static Source backend(String className, String id, int priority, String members) {
        return source(
                className,
                id,
                BackendProvider.class,
                "public int priority() { return %d; } public dev.intrain.api.tensor.Backend create(int threads) { throw new IllegalStateException(\"created \" + id() + \" with \" + threads); } %s"
                        .formatted(priority, members));
    }

    static String availability(String expression) {
        return "public dev.intrain.api.spi.Availability availability() { return %s; }".formatted(expression);
    }

    static String unavailable(String reason, String hint) {
        return availability("new dev.intrain.api.spi.Availability.Unavailable(\"%s\", \"%s\")".formatted(reason, hint));
    }

    static String broken(String reason) {
        return availability("new dev.intrain.api.spi.Availability.Broken(\"%s\")".formatted(reason));
    }

    private static Source source(String className, String id, Class<?> service, String members) {
        int dot = className.lastIndexOf('.');
        return new Source(
                className,
                "package %s; public class %s implements %s { public String id() { return \"%s\"; } public String description() { return \"test of %s\"; } %s }"
                        .formatted(
                                className.substring(0, dot),
                                className.substring(dot + 1),
                                service.getName(),
                                id,
                                id,
                                members));
    }

    private Path compile(String name, Source... sources) throws IOException {
        Path classes = Files.createDirectories(folder.resolve(name + ".classes"));
        for (Source source : sources) {
            Path file = folder.resolve(name + ".src").resolve(source.className().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.text());
            String api = Path.of(URI.create(Provider.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString()))
                    .toString();
            String path = api + System.getProperty("path.separator") + classes;
            int code = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-nowarn",
                            "-Xlint:none",
                            "-cp",
                            path,
                            "-d",
                            classes.toString(),
                            file.toString());
            assertThat(code).as("compiles: %s", source.text()).isZero();
        }
        return classes;
    }

    private static void entry(OutputStream out, String name, byte[] content) throws IOException {
        ((JarOutputStream) out).putNextEntry(new JarEntry(name));
        out.write(content);
    }

    /** The test's classes, without what their services files name: other providers come and go. */
    private static final class WithoutServices extends ClassLoader {
        WithoutServices() {
            super(PluginJars.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.emptyEnumeration();
        }
    }
}
