package dev.intrain.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The commit a folder's repository is at, read from its files: no git program is needed. */
final class GitCommit {
    private GitCommit() {}

    /**
     * @param folder a folder in a working tree, or not
     * @return the commit's hash, if there is a repository that can be read
     */
    static Optional<String> of(Path folder) {
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.exists(git)) {
                try {
                    return head(gitFolder(git));
                } catch (IOException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** In a linked working tree .git is a file that names the folder. */
    private static Path gitFolder(Path git) throws IOException {
        return Files.isDirectory(git)
                ? git
                : git.resolveSibling(Files.readString(git).strip().replaceFirst("^gitdir: *", ""));
    }

    private static Optional<String> head(Path git) throws IOException {
        String head = Files.readString(git.resolve("HEAD")).strip();
        if (!head.startsWith("ref: ")) {
            return Optional.of(head);
        }
        String ref = head.substring("ref: ".length());
        Path common = git.resolve("commondir");
        Path shared =
                Files.exists(common) ? git.resolve(Files.readString(common).strip()) : git;
        if (Files.exists(shared.resolve(ref))) {
            return Optional.of(Files.readString(shared.resolve(ref)).strip());
        }
        Path packed = shared.resolve("packed-refs");
        if (!Files.exists(packed)) {
            return Optional.empty();
        }
        return Files.readAllLines(packed).stream()
                .filter(line -> line.endsWith(" " + ref))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst();
    }
}
