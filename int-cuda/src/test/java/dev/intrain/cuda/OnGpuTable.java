package dev.intrain.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** What a stage measured: rows of named numbers, written as JSON and as a table for people; and what it could not measure. */
final class OnGpuTable {
    private final String stage;
    private final String title;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();

    OnGpuTable(String stage, String title) {
        this.stage = stage;
        this.title = title;
    }

    /** Adds a row of names and numbers in turn. */
    void row(Object... cells) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < cells.length; i += 2) {
            row.put((String) cells[i], cells[i + 1]);
        }
        rows.add(row);
        System.out.println(row);
    }

    /** Adds a sentence below the table. */
    void note(String sentence) {
        notes.add(sentence);
        System.out.println(sentence);
    }

    /** Measures one thing; if it cannot be done, the others are measured all the same, and the stage fails at its end. */
    void attempt(String what, Runnable measurement) {
        try {
            measurement.run();
        } catch (RuntimeException e) {
            failures.add(e);
            note("FAILED: " + what + ": " + e.getMessage());
        }
    }

    /** @return the word for a target that is met or not */
    static String check(boolean met) {
        return met ? "PASS" : "FAIL";
    }

    /** @return why something could not be measured */
    List<RuntimeException> failures() {
        return failures;
    }

    List<Map<String, Object>> rows() {
        return rows;
    }

    List<String> notes() {
        return notes;
    }

    private static String text(Object cell) {
        return cell instanceof Double number ? String.format(Locale.ROOT, "%.4g", number) : String.valueOf(cell);
    }

    String markdown() {
        StringBuilder out = new StringBuilder("## " + title + "\n\n");
        if (!rows.isEmpty()) {
            List<String> names = List.copyOf(rows.getFirst().keySet());
            out.append("| " + String.join(" | ", names) + " |\n|" + " --- |".repeat(names.size()) + "\n");
            rows.forEach(row -> out.append(
                    row.values().stream().map(OnGpuTable::text).collect(Collectors.joining(" | ", "| ", " |\n"))));
        }
        notes.forEach(note -> out.append("\n").append(note).append("\n"));
        return out.toString();
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("stage", stage);
        all.put("title", title);
        all.put("rows", rows);
        all.put("notes", notes);
        Files.writeString(
                folder.resolve(stage + ".json"),
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(all));
        Files.writeString(folder.resolve(stage + ".md"), markdown());
    }
}
