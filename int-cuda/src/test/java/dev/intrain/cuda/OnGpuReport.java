package dev.intrain.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** All stages' tables in one file, and before them which targets were met. */
record OnGpuReport(Path results) {
    /** In the order of the bundle. */
    static final List<String> STAGES = List.of(
            "ptx",
            "contract",
            "goldens",
            "leaks",
            "same-seed",
            "quickstart",
            "torch",
            "copy",
            "gemm",
            "attention",
            "gap",
            "decode",
            "train",
            "grpo");

    String text() throws IOException {
        StringBuilder tables = new StringBuilder();
        StringBuilder missing = new StringBuilder();
        for (String stage : STAGES) {
            Path part = results.resolve(stage + ".md");
            if (Files.exists(part)) {
                tables.append(Files.readString(part)).append('\n');
            } else {
                missing.append(missing.isEmpty() ? "" : ", ").append(stage);
            }
        }
        String all = tables.toString();
        String summary = count(all, "PASS") + " targets met, " + count(all, "FAIL ") + " missed, "
                + count(all, "FAILED:") + " measurements failed."
                + (missing.isEmpty() ? "" : " Not run: " + missing + ".");
        Path machine = results.resolve("machine.txt");
        String where = Files.exists(machine) ? "```\n" + Files.readString(machine) + "```\n\n" : "";
        return "# InTrain on this GPU\n\n" + where + summary + "\n\n" + all;
    }

    /** In cells, which end with a space. */
    private static int count(String text, String word) {
        return text.split(Pattern.quote(word), -1).length - 1;
    }

    Path write() throws IOException {
        return Files.writeString(results.resolve("report.md"), text());
    }
}
