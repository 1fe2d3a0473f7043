package dev.intrain.core.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** SHA-256 of files and folders, and a quick checksum, in lower-case hexadecimal. */
public final class Hashes {
    private Hashes() {}

    /**
     * @param bytes content
     * @return its hash
     */
    public static String sha256(byte[] bytes) {
        return hex(digest().digest(bytes));
    }

    /**
     * @param file an existing file
     * @return the hash of its content
     */
    public static String sha256(Path file) {
        MessageDigest digest = digest();
        read(file, digest::update);
        return hex(digest.digest());
    }

    /**
     * Much faster than SHA-256; tells damage, not intent.
     *
     * @param file an existing file
     * @return the CRC-32C of its content in 8 hexadecimal digits
     */
    public static String crc32c(Path file) {
        CRC32C checksum = new CRC32C();
        read(file, checksum::update);
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    private static void read(Path file, Chunks chunks) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                chunks.accept(buffer, 0, n);
            }
        } catch (IOException e) {
            throw IoFailures.reading(file, e);
        }
    }

    private interface Chunks {
        void accept(byte[] bytes, int from, int length);
    }

    /**
     * The hash of a folder: over the relative names (with /) and content hashes of all its files, in order of name; hidden files are
     * left out. A file is hashed as itself.
     *
     * @param path a folder or file
     * @return the hash
     */
    public static String sha256Tree(Path path) {
        if (Files.isRegularFile(path)) {
            return sha256(path);
        }
        MessageDigest digest = digest();
        for (Path file : files(path)) {
            String name = path.relativize(file).toString().replace('\\', '/');
            digest.update((name + "\0" + sha256(file) + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return hex(digest.digest());
    }

    private static List<Path> files(Path folder) {
        try (var walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
        } catch (IOException e) {
            throw IoFailures.reading(folder, e);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
