package dev.intrain.core.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The hidden names beside a target that is being written: {@code .name.tmp-pid} while it grows, {@code .name.old} while it is
 * replaced.
 *
 * @param parent folder of the target
 * @param name file name of the target
 */
record Leftovers(Path parent, String name) {
    static Leftovers of(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        return new Leftovers(
                Objects.requireNonNull(absolute.getParent(), "a root folder cannot be replaced"),
                String.valueOf(absolute.getFileName()));
    }

    Path aside() {
        return parent.resolve(prefix() + ProcessHandle.current().pid() + "-"
                + Long.toHexString(Thread.currentThread().threadId()));
    }

    Path old() {
        return parent.resolve("." + name + ".old");
    }

    private String prefix() {
        return "." + name + ".tmp-";
    }

    /** Removes what processes that no longer run have left. */
    void remove() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, this::isDead)) {
            for (Path path : found) {
                deleteTree(path);
            }
        }
    }

    private boolean isDead(Path path) throws IOException {
        String file = String.valueOf(path.getFileName());
        if (!file.startsWith(prefix())) {
            return false;
        }
        long pid = pid(file.substring(prefix().length()));
        ProcessHandle own = ProcessHandle.current();
        if (pid != own.pid()) {
            return ProcessHandle.of(pid).isEmpty();
        }
        // The same number may have belonged to a process of an earlier container.
        Instant started = own.info().startInstant().orElse(Instant.MIN);
        return path.equals(aside())
                || Files.getLastModifiedTime(path).toInstant().isBefore(started);
    }

    private static long pid(String text) {
        String digits = text.contains("-") ? text.substring(0, text.indexOf('-')) : text;
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
    }

    static void deleteTree(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> paths;
        try (var walk = Files.walk(path)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw cause(e);
        }
        for (Path each : paths) {
            Files.deleteIfExists(each);
        }
    }

    /** An unchecked input-output exception always has its cause. */
    static IOException cause(UncheckedIOException e) {
        return Objects.requireNonNull(e.getCause());
    }

    static void deleteQuietly(Path path) {
        try {
            deleteTree(path);
        } catch (IOException e) {
            // It is removed by the next write to the same target; the failure that brought us here matters more.
            return;
        }
    }
}
