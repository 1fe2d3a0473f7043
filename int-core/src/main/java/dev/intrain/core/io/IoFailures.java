package dev.intrain.core.io;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Turns what the file system says into one sentence a user can act on. */
public final class IoFailures {
    private IoFailures() {}

    /**
     * @param path what was being written
     * @param cause what happened
     * @return the exception to throw
     */
    public static IntrainException writing(Path path, IOException cause) {
        if (isDiskFull(cause)) {
            return new IntrainException(
                    "disk full while writing " + path + ": " + freeSpace(path)
                            + " left on its file system; free some space and run the same command again",
                    cause);
        }
        return new IntrainException("cannot write " + path + ": " + reason(cause), cause);
    }

    /**
     * @param path what was being read
     * @param cause what happened
     * @return the exception to throw
     */
    public static IntrainException reading(Path path, IOException cause) {
        return new IntrainException("cannot read " + path + ": " + reason(cause), cause);
    }

    private static boolean isDiskFull(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException e -> "there is no such file or folder";
            case AccessDeniedException e -> "permission denied";
            default -> String.valueOf(cause.getMessage());
        };
    }

    private static String freeSpace(Path path) {
        try {
            Path existing = path.toAbsolutePath();
            while (existing != null && !Files.exists(existing)) {
                existing = existing.getParent();
            }
            return existing == null ? "nothing" : (Files.getFileStore(existing).getUsableSpace() >> 20) + " MiB";
        } catch (IOException e) {
            return "too little";
        }
    }
}
