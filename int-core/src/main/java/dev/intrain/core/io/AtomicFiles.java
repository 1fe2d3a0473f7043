package dev.intrain.core.io;

import dev.intrain.api.IntrainException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files and folders so that they appear whole or not at all: written aside under a hidden name in the same parent, flushed to
 * the disk, renamed.
 *
 * <p>What a killed process left behind is removed by the next write to the same target.
 */
public final class AtomicFiles {
    private AtomicFiles() {}

    /**
     * Writes one file.
     *
     * @param target replaced if it exists; its parent is created
     * @param content writes the bytes
     * @throws dev.intrain.api.IntrainException if the disk is full or the path cannot be written
     */
    public static void write(Path target, IoConsumer<OutputStream> content) {
        Leftovers leftovers = Leftovers.of(target);
        Path aside = leftovers.aside();
        try {
            Files.createDirectories(leftovers.parent());
            leftovers.remove();
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside), 1 << 16)) {
                content.accept(out);
            }
            flush(aside);
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            flush(leftovers.parent());
        } catch (IOException e) {
            Leftovers.deleteQuietly(aside);
            throw IoFailures.writing(target, e);
        } catch (UncheckedIOException e) {
            Leftovers.deleteQuietly(aside);
            throw IoFailures.writing(target, Leftovers.cause(e));
        } catch (RuntimeException | Error e) {
            Leftovers.deleteQuietly(aside);
            throw e;
        }
    }

    /**
     * Writes one file of text in UTF-8.
     *
     * @param target replaced if it exists
     * @param text its new content
     */
    public static void writeString(Path target, String text) {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes a folder. Where one was, it goes only after the new one is whole and in place; a process killed between the two renames
     * leaves the old one hidden, and {@link #recover} brings it back.
     *
     * @param target replaced if it exists
     * @param fill writes files into the empty folder it is given
     */
    public static void replaceDirectory(Path target, IoConsumer<Path> fill) {
        Leftovers leftovers = Leftovers.of(target);
        Path aside = leftovers.aside();
        try {
            Files.createDirectories(leftovers.parent());
            recover(target);
            leftovers.remove();
            Files.createDirectory(aside);
            fill.accept(aside);
            flushTree(aside);
            swap(aside, target, leftovers);
        } catch (IOException e) {
            Leftovers.deleteQuietly(aside);
            throw IoFailures.writing(target, e);
        } catch (UncheckedIOException e) {
            Leftovers.deleteQuietly(aside);
            throw IoFailures.writing(target, Leftovers.cause(e));
        } catch (RuntimeException | Error e) {
            Leftovers.deleteQuietly(aside);
            throw e;
        }
    }

    /**
     * Deletes a file, or a folder with all that is in it; does nothing where there is none.
     *
     * @param path what to delete
     */
    public static void deleteTree(Path path) {
        try {
            Leftovers.deleteTree(path);
        } catch (IOException e) {
            throw new IntrainException("cannot delete " + path + ": " + e.getMessage(), e);
        }
    }

    private static void swap(Path aside, Path target, Leftovers leftovers) throws IOException {
        Path old = leftovers.old();
        boolean replaced = Files.exists(target);
        if (replaced) {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        flush(leftovers.parent());
        if (replaced) {
            Leftovers.deleteTree(old);
        }
    }

    /**
     * Puts back the folder a process was replacing when it was killed; does nothing otherwise.
     *
     * @param target the folder
     */
    public static void recover(Path target) {
        Path old = Leftovers.of(target).old();
        try {
            if (Files.exists(old) && !Files.exists(target)) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            } else if (Files.exists(old)) {
                Leftovers.deleteTree(old);
            }
        } catch (IOException e) {
            throw IoFailures.writing(target, e);
        }
    }

    private static void flushTree(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                flush(path);
            }
        }
    }

    private static void flush(Path path) throws IOException {
        // A folder is opened for reading only: that is how Linux lets one flush its entries.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
