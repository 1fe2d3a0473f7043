package dev.intrain.core.trace;

import dev.intrain.api.IntrainException;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears whole or not at all. */
final class WholeFile {
    private WholeFile() {}

    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    static void write(Path path, Body body) {
        Path target = path.toAbsolutePath();
        Path aside = target.resolveSibling("." + target.getFileName() + ".tmp");
        try {
            Files.createDirectories(target.getParent());
            try (FileOutputStream file = new FileOutputStream(aside.toFile());
                    OutputStream out = new BufferedOutputStream(file, 1 << 16)) {
                body.writeTo(out);
                out.flush();
                file.getFD().sync();
            }
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IntrainException("The file " + path + " could not be written (" + e.getMessage() + ").", e);
        } finally {
            aside.toFile().delete();
        }
    }
}
