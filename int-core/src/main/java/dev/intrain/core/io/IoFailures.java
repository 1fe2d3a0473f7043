package dev.intrain.core.io;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

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
                    "disk full while writing " + shown(path) + ": " + freeSpace(path)
                            + " left on its file system; free some space and run the same command again",
                    cause);
        }
        return new IntrainException(
                "cannot write " + shown(path) + ": " + reason(cause) + "; make it writable or name another place",
                cause);
    }

    /**
     * @param path what was being read
     * @param cause what happened
     * @return the exception to throw
     */
    public static IntrainException reading(Path path, IOException cause) {
        return new IntrainException(
                "cannot read " + path + ": " + reason(cause) + "; give a path that can be read", cause);
    }

    /** By the name it shall have, not the hidden one it has while it grows. */
    private static String shown(Path path) {
        return path.toString().replaceAll("(^|[/\\\\])\\.([^/\\\\]+)\\.tmp-[0-9a-f-]+", "$1$2");
    }

    private static boolean isDiskFull(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    /**
     * @param cause what happened
     * @return it in a phrase, without the path
     */
    public static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException e -> "there is no such file or folder";
            case AccessDeniedException e -> "permission denied";
            case CharacterCodingException e -> "it is not text in UTF-8";
            case FileSystemException e
            when e.getReason() != null && !e.getReason().isEmpty() ->
                e.getReason().substring(0, 1).toLowerCase(Locale.ROOT)
                        + e.getReason().substring(1);
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
