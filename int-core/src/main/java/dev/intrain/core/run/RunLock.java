package dev.intrain.core.run;

import dev.intrain.api.IntrainException;
import dev.intrain.core.io.IoFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process out of a run's folder. The file's first line is the holder's pid, its second when that process started.
 *
 * <p>The operating system's lock decides where it works; the two lines decide where it does not, such as on some network disks, and a
 * pid that another process has meanwhile is told by its start. A file left by a dead process is taken over.
 */
public final class RunLock implements AutoCloseable {
    // Beyond the text, because on some systems a locked region cannot be read by others.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final FileChannel channel;
    private final FileLock lock;

    private RunLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder for this process.
     *
     * @param directory the run's folder, which exists
     * @return a lock to close at the end
     * @throws IntrainException if another process has it
     */
    public static RunLock acquire(RunDirectory directory) {
        Path file = directory.lock();
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = tryLock(channel);
                if (lock == null || heldByText(file)) {
                    throw inUse(directory);
                }
                write(channel, ProcessHandle.current().pid() + "\n" + startOf(ProcessHandle.current()) + "\n");
                return new RunLock(channel, lock);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw IoFailures.writing(file, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static boolean heldByText(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 2 || !lines.getFirst().matches("\\d{1,18}")) {
            return false;
        }
        long pid = Long.parseLong(lines.getFirst());
        return pid != ProcessHandle.current().pid()
                && ProcessHandle.of(pid)
                        .filter(holder -> holder.isAlive() && startOf(holder).equals(lines.get(1)))
                        .isPresent();
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static IntrainException inUse(RunDirectory directory) {
        String holder = "another process";
        try {
            List<String> lines = Files.readAllLines(directory.lock());
            holder = lines.isEmpty() ? holder : "process " + lines.getFirst();
        } catch (IOException e) {
            // Who it is only makes the message better.
        }
        return new IntrainException("the run folder " + directory.root() + " is in use by " + holder
                + ": wait until it is done, stop it, or name another folder");
    }

    private static void write(FileChannel channel, String text) throws IOException {
        channel.truncate(0);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        for (long at = 0; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
        }
        channel.force(true);
    }

    /** Empties the file, which stays: deleting it could take it from a process that opens it now. */
    @Override
    public void close() {
        try (channel) {
            channel.truncate(0);
            lock.release();
        } catch (IOException e) {
            // The process ends its use either way, and the operating system frees the lock with the channel.
        }
    }
}
