package dev.intrain.core.report;

import dev.intrain.api.IntrainException;
import dev.intrain.api.Step;
import dev.intrain.api.data.StepSplitter;
import dev.intrain.core.io.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * {@code report.html}: what a run did and how well it worked, as one page that needs nothing else, neither files nor a network.
 *
 * <p>Sections whose files are missing are left out. Whatever a model or a data set wrote is escaped. Equal files give equal bytes.
 */
public final class Report {
    private Report() {}

    /**
     * Writes the report of a run.
     *
     * @param directory the run directory
     * @param splitter how attempts are cut into the steps that interventions count
     * @return the file
     */
    public static Path write(Path directory, StepSplitter splitter) {
        if (!Files.isDirectory(directory)) {
            throw new IntrainException(
                    "There is no run directory " + directory + "; give the folder a run was written to.");
        }
        Path file = directory.resolve("report.html");
        AtomicFiles.writeString(file, page(RunData.read(directory), splitter::split));
        return file;
    }

    private static String page(RunData run, Function<String, List<Step>> splitter) {
        String title = HeaderSection.name(run);
        List<String> sections = List.of(
                AccuracySection.render(run),
                FunnelSection.render(run),
                ContinuationSection.render(run),
                CurvesSection.render(run),
                AttemptSection.render(run, splitter),
                ProblemSection.render(run),
                RunSection.render(run));
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>
                <style>
                %s</style></head>
                <body><main>
                %s%s</main>
                <script>
                %s</script></body></html>
                """.formatted(
                        Html.escape(title),
                        resource("report.css"),
                        HeaderSection.render(run),
                        String.join("", sections),
                        resource("report.js"));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
