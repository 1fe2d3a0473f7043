package dev.intrain.core.spi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The provider classes that {@code META-INF/services} files name, in the order the service loader takes them: tells to which class and
 * jar a failure belongs, which the loader itself does not.
 */
final class ServicesFiles {
    /** One line of one services file. */
    private record Line(String className, String file, Origin origin) {}

    private final Service service;
    private final List<Line> lines = new ArrayList<>();

    private ServicesFiles(Service service) {
        this.service = service;
    }

    static ServicesFiles read(Service service, ClassLoader loader) {
        ServicesFiles files = new ServicesFiles(service);
        try {
            var addresses =
                    loader.getResources("META-INF/services/" + service.type().getName());
            Set<String> seen = new HashSet<>();
            while (addresses.hasMoreElements()) {
                files.read(addresses.nextElement(), seen);
            }
        } catch (IOException e) {
            // The service loader reads the same addresses and reports the failure; here only its jar stays unknown.
        }
        return files;
    }

    /** The class was created: no failure belongs to it. */
    void loaded(Class<?> type) {
        lines.removeIf(line -> line.className().equals(type.getName()));
    }

    /** The provider a failure belongs to: the one it names, else the first not yet accounted for. Call in order of failures. */
    Found.Unloadable blame(Throwable failure) {
        String reason = Failures.reason(service, failure);
        List<String> words = List.of(reason.split("[\\s]+", -1));
        for (Line line : lines) {
            if (reason.contains(line.file())) {
                // One unreadable line makes the loader drop the whole file.
                lines.removeIf(other -> other.file().equals(line.file()));
                return new Found.Unloadable(service, "services file", line.origin(), reason);
            }
        }
        Line line = lines.stream()
                .filter(candidate -> words.contains(candidate.className()))
                .findFirst()
                .orElse(lines.isEmpty() ? new Line("unknown class", "", Origin.UNKNOWN) : lines.getFirst());
        lines.remove(line);
        return new Found.Unloadable(service, line.className(), line.origin(), reason);
    }

    private void read(URL address, Set<String> seen) throws IOException {
        URLConnection connection = address.openConnection();
        connection.setUseCaches(false); // else the jar stays open
        Origin origin = Origin.ofServicesFile(address);
        try (InputStream in = connection.getInputStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(name -> !name.isEmpty() && seen.add(name))
                    .forEach(name -> lines.add(new Line(name, address.toString(), origin)));
        }
    }
}
