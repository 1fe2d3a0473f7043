package dev.intrain.api.data;

import dev.intrain.api.Problem;
import dev.intrain.api.spi.Provider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads problems from somewhere: a file format, a generator, a database. */
public interface ProblemSource extends Provider {
    /**
     * Reads all problems, in a stable order.
     *
     * @param location path or name from the recipe, resolved against the recipe's folder by {@code base}
     * @param base folder that relative paths start from
     * @param options the recipe's options, such as column names
     * @return the problems, with distinct ids
     * @throws dev.intrain.api.IntrainException for a missing file or a bad row, naming it
     */
    List<Problem> read(String location, Path base, Map<String, String> options);
}
